/**
 * The form in which an opinion's texts are written, see internal/prose and ADR
 * 127: the same as in Go, held against one table. A text is a string; this is
 * what it says.
 */
export type Text = Block[]

/** How a content says that its texts are in this form. */
export const form = 'oso/prose/v1'

/** Levels of lists in lists, and columns of a table; what goes beyond is kept, as simpler text. */
export const maxLevel = 3
export const maxColumns = 20

export type Align = 'left' | 'right'

export type Block =
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'heading'; level: number; inlines: Inline[] }
  | { kind: 'list'; ordered?: boolean; start?: number; items: Block[][] }
  | { kind: 'table'; rows: Inline[][][]; align: (Align | '')[] }

export type List = Extract<Block, { kind: 'list' }>
export type Table = Extract<Block, { kind: 'table' }>

/** A piece of a line that looks the same throughout, or the line's end. */
export type Inline = { text?: string; bold?: boolean; italic?: boolean; super?: boolean; sub?: boolean; break?: boolean }

/** The marks' signs and names by their bit, in the order in which they open where they end together. */
export const marks = [
  { sign: '**', name: 'bold' },
  { sign: '_', name: 'italic' },
  { sign: '^', name: 'super' },
  { sign: '~', name: 'sub' },
] as const

/** Which marks a piece has: a bit for each. */
export function styleOf(inline: Inline): number {
  return marks.reduce((s, m, i) => (inline[m.name] ? s | (1 << i) : s), 0)
}

export function inlineOf(text: string, style: number): Inline {
  const out: Inline = { text }
  marks.forEach((m, i) => {
    if (style & (1 << i)) out[m.name] = true
  })
  return out
}
