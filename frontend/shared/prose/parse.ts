import { bracketAt, escapable, joined, oneEnd, readLine, trim } from './line'
import { type Align, type Block, type Inline, type List, maxColumns, maxLevel, type Table, type Text } from './text'

/** The highest number that an item has. */
export const maxNumber = 9999

/** Reads a text. It never fails: what is no well-formed sign is text. */
export function parse(s: string): Text {
  const lines = oneEnd(s).split('\n')
  const out: Text = []
  let para: string[] = []
  const end = () => {
    if (para.length > 0) out.push({ kind: 'paragraph', inlines: readLines(para) })
    para = []
  }
  for (let at = 0; at < lines.length; ) {
    const line = trim(lines[at] ?? '')
    const heading = headingSign(line)
    const align = tableHere(line, lines[at + 1])
    if (line === '') {
      end()
      at++
    } else if (heading) {
      end()
      out.push({ kind: 'heading', level: heading.level, inlines: readLine(heading.rest) })
      at++
    } else if (align) {
      end()
      const [block, next] = readTable(lines, at, align)
      out.push(block)
      at = next
    } else if (itemSign(line)) {
      end()
      const [block, next] = readList(lines, at)
      out.push(block)
      at = next
    } else {
      para.push(line)
      at++
    }
  }
  end()
  return out
}

const readLines = (raw: string[]) => joined(raw.map(readLine))

/** The level of a heading's line and what it says. */
export function headingSign(line: string): { level: number; rest: string } | null {
  for (const level of [1, 2]) {
    const sign = `${'##'.slice(0, level)} `
    const rest = line.startsWith(sign) ? trim(line.slice(sign.length)) : ''
    if (rest !== '') return { level, rest }
  }
  return null
}

type Item = { ordered: boolean; number: number; sign: number; rest: string }

/** Whether a line, without white space before it, begins an item: "- " or a number of at most four digits and ". ". */
export function itemSign(line: string): Item | null {
  const m = /^(?:-|([0-9]{1,4})\.)(?=[ \t]|$)/.exec(line)
  if (!m) return null
  const sign = m[0].length
  return { ordered: m[1] !== undefined, number: Number(m[1] ?? 0), sign, rest: trim(line.slice(sign)) }
}

type Entry = { lines: string[]; lists: Listing[] }
type Listing = { ordered: boolean; start: number; items: Entry[] }

/** Whether an item is the list's next one. */
const goesOn = (l: Listing, it: Item) => l.ordered === it.ordered && (!l.ordered || it.number === Math.min(l.start + l.items.length, maxNumber))

/** A list to a blank line, to a line that is not indented and begins no item, or to an item at its level that does not follow: one of another kind, or with another number than the next. */
function readList(lines: string[], from: number): [List, number] {
  let open: Listing[] = [] // by level
  const last = (l: Listing | undefined) => l?.items.at(-1)
  let at = from
  let first: Listing | undefined
  for (; at < lines.length; at++) {
    const raw = lines[at] ?? ''
    const line = trim(raw)
    if (line === '') break
    let indent = 0
    while (raw[indent] === ' ') indent++
    const it = itemSign(line)
    if (!it) {
      if (indent < 2) break
      last(open.at(-1))?.lines.push(line)
      continue
    }
    const level = Math.min(Math.floor(indent / 2), open.length, maxLevel - 1)
    const here = open[level]
    if (here && !goesOn(here, it)) {
      if (level === 0) break
      open = open.slice(0, level)
    }
    if (level === open.length) {
      const l: Listing = { ordered: it.ordered, start: it.number, items: [] }
      if (level > 0) last(open[level - 1])?.lists.push(l)
      first ??= l
      open.push(l)
    }
    open = open.slice(0, level + 1)
    open[level]?.items.push({ lines: it.rest === '' ? [] : [it.rest], lists: [] })
  }
  return [listBlock(first ?? { ordered: false, start: 0, items: [] }), at]
}

function listBlock(l: Listing): List {
  const items = l.items.map((e): Block[] => [...(e.lines.length > 0 ? [{ kind: 'paragraph' as const, inlines: readLines(e.lines) }] : []), ...e.lists.map(listBlock)])
  return { kind: 'list', ...(l.ordered ? { ordered: true } : {}), ...(l.start > 0 ? { start: l.start } : {}), items }
}

/** The columns of the table that begins at this line, known by the line below it. */
function tableHere(line: string, below: string | undefined): (Align | '')[] | null {
  if (!line.startsWith('|') || below === undefined) return null
  const under = trim(below)
  if (under.length < 3 || !under.startsWith('|') || !under.endsWith('|')) return null
  const cells = under.slice(1, -1).split('|')
  if (cells.length > maxColumns) return null
  const align: (Align | '')[] = []
  for (const cell of cells) {
    const m = /^(:?)-+(:?)$/.exec(trim(cell))
    if (!m) return null
    align.push(m[1] && !m[2] ? 'left' : m[2] && !m[1] ? 'right' : '')
  }
  return align
}

function readTable(lines: string[], from: number, align: (Align | '')[]): [Table, number] {
  const row = (line: string) =>
    fit(
      splitRow(line).map(raw => joined(raw.map(l => readLine(trim(l))).filter(l => l.length > 0))),
      align.length,
    )
  const rows = [row(trim(lines[from] ?? ''))]
  let at = from + 2
  for (; at < lines.length; at++) {
    const line = trim(lines[at] ?? '')
    if (!line.startsWith('|')) break
    rows.push(row(line))
  }
  return [{ kind: 'table', rows, align }, at]
}

/** Parts a row at the strokes that are signs, and its cells into lines at `\/`. */
function splitRow(line: string): string[][] {
  const cells: string[][] = []
  let cell: string[] = []
  let from = 1
  for (let i = 1; i < line.length; ) {
    const n = bracketAt(line, i)
    const next = line[i + 1]
    if (n > 0) i += n
    else if (line.startsWith('\\/', i)) {
      cell.push(line.slice(from, i))
      i += 2
      from = i
    } else if (line[i] === '\\' && next !== undefined && escapable.includes(next)) i += 2
    else if (line[i] === '|') {
      cells.push([...cell, line.slice(from, i)])
      i++
      cell = []
      from = i
    } else i++
  }
  if (cell.length > 0 || trim(line.slice(from)) !== '') cells.push([...cell, line.slice(from)]) // the last stroke may be missing
  return cells
}

/** A row with its number of cells: what is missing is empty, what is too many is in the last one. */
export function fit(row: Inline[][], columns: number): Inline[][] {
  const out = row.slice(0, columns)
  while (out.length < columns) out.push([])
  const last = [...(out[columns - 1] ?? [])]
  row.slice(columns).forEach((more, i) => {
    if (more.length === 0) return
    if (last.length > 0 || i > 0) last.push({ break: true })
    last.push(...more)
  })
  if (columns > 0) out[columns - 1] = last
  return out
}
