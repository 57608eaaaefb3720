import { bracketAt, isBlank, linesOf, tidy, trim } from './line'
import { fit, headingSign, itemSign, maxNumber } from './parse'
import { type Block, type Inline, type List, marks, maxColumns, maxLevel, styleOf, type Table, type Text } from './text'

/** The one spelling of a text. What the form does not hold is written as lines of text; nothing is left out but empty paragraphs. */
export function spell(text: Text): string {
  return text
    .map(spellBlock)
    .filter(b => b !== '')
    .join('\n\n')
}

function spellBlock(b: Block): string {
  switch (b.kind) {
    case 'heading': {
      const line = oneLine(b.inlines)
      return line === '' ? '' : `${'##'.slice(0, Math.min(Math.max(b.level, 1), 2))} ${line}`
    }
    case 'list': {
      const out: string[] = []
      writeList(out, b, 0, b.start ?? 0)
      return out.join('\n')
    }
    case 'table':
      return writeTable(b).join('\n')
    default:
      return linesOf(b.inlines)
        .map(line => guard(writeLine(line, false)))
        .join('\n')
  }
}

function oneLine(all: Inline[]): string {
  return writeLine(tidy(linesOf(all).flatMap((line, i) => (i > 0 ? [{ text: ' ' }, ...line] : line))), false)
}

/** Keeps a line of a paragraph from being read as the beginning of another block. */
function guard(line: string): string {
  const it = itemSign(line)
  if (it) return `${line.slice(0, it.sign - 1)}\\${line.slice(it.sign - 1)}`
  return headingSign(line) || line.startsWith('|') ? `\\${line}` : line
}

/** Adds the lines of a list and tells which number would be next. */
function writeList(out: string[], b: List, level: number, start: number): number {
  const indent = '  '.repeat(level)
  let next = Math.min(Math.max(start, 0), maxNumber)
  for (const item of b.items) {
    const mark = b.ordered ? `${next}.` : '-'
    next = Math.min(next + 1, maxNumber)
    const lines = itemLines(item)
    out.push([`${indent}${mark}${lines.length > 0 ? ` ${lines[0]}` : ''}`, ...lines.slice(1).map(l => `${indent}  ${guard(l)}`)].join('\n'))
    for (const inner of item) {
      if (inner.kind !== 'list' || inner.items.length === 0) continue
      if (level === maxLevel - 1) {
        // Deeper items go on at this level.
        next = writeList(out, { kind: 'list', ordered: b.ordered, items: inner.items }, level, next)
        continue
      }
      writeList(out, inner, level + 1, inner.start ?? 0)
    }
  }
  return next
}

/** The lines of an item before the lists in it. */
function itemLines(item: Block[]): string[] {
  return item.flatMap((b): string[] => {
    if (b.kind === 'list') return []
    if (b.kind === 'table') return b.rows.map(row => trim(row.map(oneLine).join(' / '))).filter(l => l !== '')
    return linesOf(b.inlines).map(l => writeLine(l, false))
  })
}

function writeTable(b: Table): string[] {
  const columns = Math.min(b.rows[0]?.length ?? 0, maxColumns)
  if (columns === 0) return []
  const out = b.rows.map(row => {
    const cells = fit(row, columns).map(cell => linesOf(cell).map(l => writeLine(l, true)))
    return `|${cells.map(lines => `${lines.length > 0 ? ` ${lines.join('\\/')}` : ''} |`).join('')}`
  })
  const under = Array.from({ length: columns }, (_, i) => (b.align[i] === 'left' ? ' :-- |' : b.align[i] === 'right' ? ' --: |' : ' --- |'))
  out.splice(1, 0, `|${under.join('')}`)
  return out
}

/** A line in its one form as it is written: the mark that goes on longer stands around the one that ends before; where two cross, the inner one ends and begins again. */
function writeLine(line: Inline[], cell: boolean): string {
  const styles = line.map(styleOf)
  const ends: number[][] = [] // to which piece each mark of a piece goes on
  for (let i = line.length - 1; i >= 0; i--) {
    ends[i] = marks.map((_, m) => ((styles[i + 1] ?? 0) & (1 << m) ? (ends[i + 1]?.[m] ?? i) : i))
  }
  let s = ''
  const open: number[] = [] // the outermost first
  const closeTo = (n: number) => {
    while (open.length > n) s += marks[open.pop() ?? 0]?.sign ?? ''
  }
  line.forEach((inline, i) => {
    const style = styles[i] ?? 0
    const ending = open.findIndex(m => !(style & (1 << m)))
    if (ending >= 0) closeTo(ending)
    const text = inline.text ?? ''
    let from = 0
    while (isBlank(text[from])) from++
    s += text.slice(0, from)
    const opening = marks.map((_, m) => m).filter(m => style & (1 << m) && !open.includes(m))
    opening.sort((a, b) => (ends[i]?.[b] ?? 0) - (ends[i]?.[a] ?? 0) || a - b)
    for (const m of opening) {
      s += marks[m]?.sign ?? ''
      open.push(m)
    }
    s += escapeText(text.slice(from), cell)
  })
  closeTo(0)
  return s
}

/** A piece's text: each sign in it as itself, brackets as they are. A star alone between other characters is no sign. */
function escapeText(text: string, cell: boolean): string {
  let s = ''
  for (let i = 0; i < text.length; ) {
    const n = bracketAt(text, i)
    if (n > 0) {
      s += text.slice(i, i + n)
      i += n
      continue
    }
    const c = text[i] ?? ''
    const sign =
      '\\_^~['.includes(c) || (c === '|' && cell) || (c === '*' && (i === 0 || i === text.length - 1 || text[i - 1] === '*' || text[i + 1] === '*'))
    s += sign ? `\\${c}` : c
    i++
  }
  return s
}
