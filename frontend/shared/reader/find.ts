// Finding words as people mean them: no matter which case, accent, blank or line end.

/** A text made of pieces, with a way back from each letter to where it stands. */
export type Searchable = { text: string; piece: Uint32Array; offset: Uint32Array }

/** Where a hit begins and ends: a letter of a piece, both included. */
export type Span = { from: [piece: number, offset: number]; to: [piece: number, offset: number] }

const marks = /\p{M}/u
const blank = /\s/u

/** A text without what does not count, letter by letter. */
export function folded(s: string): string {
  return fold([{ text: s }]).text.trim()
}

/** endsLine: a line ends behind the piece; a word that is cut there by a hyphen is one word. */
export function fold(pieces: { text: string; endsLine?: boolean }[]): Searchable {
  let text = ''
  const piece: number[] = []
  const offset: number[] = []
  const put = (s: string, p: number, at: number) => {
    for (let i = 0; i < s.length; i++) {
      piece.push(p)
      offset.push(at)
    }
    text += s
  }
  const space = (p: number, at: number) => {
    if (text !== '' && !text.endsWith(' ')) put(' ', p, at)
  }
  pieces.forEach(({ text: s, endsLine }, p) => {
    let at = 0
    for (const letter of s) {
      const here = at
      at += letter.length
      if (letter === '\u00ad') continue // where a word may be cut
      if (blank.test(letter)) {
        space(p, here)
        continue
      }
      for (const part of letter.normalize('NFKD').toLowerCase()) if (!marks.test(part)) put(part === 'ß' ? 'ss' : part, p, here)
    }
    if (!endsLine) return
    const next = pieces[p + 1]?.text ?? ''
    if (/\p{L}-$/u.test(text) && /^\p{Ll}/u.test(next)) {
      text = text.slice(0, -1)
      piece.pop()
      offset.pop()
    } else space(p, Math.max(0, s.length - 1))
  })
  return { text, piece: Uint32Array.from(piece), offset: Uint32Array.from(offset) }
}

/** Every place of words that are folded already, at most so many. */
export function placesOf(s: Searchable, words: string, most: number): Span[] {
  const out: Span[] = []
  if (words === '') return out
  for (let at = s.text.indexOf(words); at >= 0 && out.length < most; at = s.text.indexOf(words, at + words.length)) {
    const last = at + words.length - 1
    out.push({ from: [s.piece[at] ?? 0, s.offset[at] ?? 0], to: [s.piece[last] ?? 0, s.offset[last] ?? 0] })
  }
  return out
}
