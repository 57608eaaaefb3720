import { type Inline, inlineOf, marks, styleOf } from './text'

/** The signs that a backslash makes themselves. */
export const escapable = '\\*_^~[#-.|'

const bracketed = /\[[^[\]\n]{1,400}\]/uy

/** The length of the bracket that begins at a place, with what is in it and its end; else 0. Nothing in it is a sign. */
export function bracketAt(s: string, at: number): number {
  if (s[at] !== '[') return 0
  bracketed.lastIndex = at
  return bracketed.exec(s)?.[0].length ?? 0
}

export const isBlank = (c: string | undefined) => c === ' ' || c === '\t'

/** Without the white space at both ends. */
export function trim(s: string): string {
  let [from, to] = [0, s.length]
  while (from < to && isBlank(s[from])) from++
  while (to > from && isBlank(s[to - 1])) to--
  return s.slice(from, to)
}

/** Line ends as everybody writes them here. */
export const oneEnd = (s: string) => s.replaceAll(/\r\n?/g, '\n')

/** A sign in a line; without its fellow it is text. */
type Sign = { mark: number; on: boolean; end: number }

/** Reads a text of one line: no sign begins a block in it, and lines follow each other with a space between. */
export function parseLine(s: string): Inline[] {
  const lines = oneEnd(s)
    .split('\n')
    .map(line => readLine(trim(line)))
    .filter(line => line.length > 0)
  return tidy(lines.flatMap((line, i) => (i > 0 ? [{ text: ' ' }, ...line] : line)))
}

/** Reads one line, without its end. */
export function readLine(line: string): Inline[] {
  const parts: (string | Sign)[] = []
  let text = ''
  let open: Sign[] = []
  for (let i = 0; i < line.length; ) {
    const c = line[i] ?? ''
    const next = line[i + 1]
    if (c === '\\' && next !== undefined && escapable.includes(next)) {
      text += next
      i += 2
      continue
    }
    const n = bracketAt(line, i)
    if (n > 0) {
      text += line.slice(i, i + n)
      i += n
      continue
    }
    const mark = marks.findIndex(m => line.startsWith(m.sign, i))
    const sign = marks[mark]?.sign
    if (sign === undefined) {
      text += c
      i++
      continue
    }
    if (text !== '') parts.push(text)
    text = ''
    const s: Sign = { mark, on: false, end: i + sign.length }
    parts.push(s)
    const was = open.findIndex(o => o.mark === mark)
    const fellow = open[was]
    if (fellow && fellow.end < i && !isBlank(line[i - 1])) {
      fellow.on = s.on = true
      open = open.slice(0, was) // what was opened in it has no fellow
    } else if (s.end < line.length && !isBlank(line[s.end])) {
      if (was >= 0) open.splice(was, 1) // the nearer one opens
      open.push(s)
    }
    i = s.end
  }
  if (text !== '') parts.push(text)
  const out: Inline[] = []
  let now = 0
  for (const p of parts) {
    if (typeof p === 'string') out.push(inlineOf(p, now))
    else if (p.on) now ^= 1 << p.mark
    else out.push(inlineOf(marks[p.mark]?.sign ?? '', now))
  }
  return tidy(out)
}

/** A line in its one form: pieces that look the same are one, white space looks as what stands on both sides, none is at the ends. */
export function tidy(line: Inline[]): Inline[] {
  const runs: { text: string; style: number; gap: boolean }[] = []
  for (const inline of line) {
    for (const text of (inline.text ?? '').match(/[ \t]+|[^ \t]+/g) ?? []) {
      const gap = isBlank(text[0])
      const last = runs.at(-1)
      if (last?.gap && gap) last.text += text
      else runs.push({ text, style: styleOf(inline), gap })
    }
  }
  const out: Inline[] = []
  let text = ''
  let now = 0
  runs.forEach((r, i) => {
    let { style } = r
    if (r.gap) {
      const [before, after] = [runs[i - 1], runs[i + 1]]
      if (!before || !after) return
      style = before.style & after.style
    }
    if (style !== now) {
      if (text !== '') out.push(inlineOf(text, now))
      text = ''
      now = style
    }
    text += r.text
  })
  if (text !== '') out.push(inlineOf(text, now))
  return out
}

/** Inlines parted at their breaks, each line in its one form; empty ones are left out. */
export function linesOf(all: Inline[]): Inline[][] {
  const out: Inline[][] = []
  let line: Inline[] = []
  const end = () => {
    line = tidy(line)
    if (line.length > 0) out.push(line)
    line = []
  }
  for (const inline of all) {
    if (inline.break) {
      end()
      continue
    }
    oneEnd(inline.text ?? '')
      .split('\n')
      .forEach((text, i) => {
        if (i > 0) end()
        line.push({ ...inline, text })
      })
  }
  end()
  return out
}

/** Lines as one piece of a tree. */
export function joined(lines: Inline[][]): Inline[] {
  return lines.flatMap((line, i) => (i > 0 ? [{ break: true }, ...line] : line))
}
