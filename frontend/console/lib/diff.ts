export type Piece = { kind: 'same' | 'added' | 'gone'; text: string }

// Words and the space between them, so that joining gives the text again. What
// stands in brackets is one word: a half of a mark names nothing.
function words(text: string): string[] {
  return text.match(/\[[^[\]\n]+\]|\s+|[^\s[]+|\[/g) ?? []
}

/** What changed between two texts, word by word (longest common subsequence). */
export function diffWords(before: string, after: string): Piece[] {
  const a = words(before)
  const b = words(after)
  // Beyond this a table of lengths is too large; then the whole text is new.
  if (a.length * b.length > 4_000_000) return [{ kind: 'gone', text: before }, { kind: 'added', text: after }]
  const width = b.length + 1
  const length = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => length[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const out: Piece[] = []
  const put = (kind: Piece['kind'], text: string) => {
    const last = out.at(-1)
    if (last?.kind === kind) last.text += text
    else out.push({ kind, text })
  }
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      put('same', a[i] ?? '')
      i++
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) put('gone', a[i++] ?? '')
    else put('added', b[j++] ?? '')
  }
  while (i < a.length) put('gone', a[i++] ?? '')
  while (j < b.length) put('added', b[j++] ?? '')
  return out
}

/** Whether anything differs. */
export function changed(pieces: Piece[]): boolean {
  return pieces.some(p => p.kind !== 'same')
}
