import type { JSONContent } from '@tiptap/core'
import { type Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model'
import { parseLine } from '../prose/line'
import { parse } from '../prose/parse'
import { spell } from '../prose/spell'
import type { Align, Block, Inline, Text } from '../prose/text'
import type { IsMark } from './schema'

/** The editor's document of a text, and the text of a document: each is the other's, but for empty paragraphs. */
export function documentOf(text: string, is: IsMark): JSONContent {
  const blocks = parse(text).map(b => blockOf(b, is))
  return { type: 'doc', content: blocks.length > 0 ? blocks : [{ type: 'paragraph' }] }
}

/** The same of a text of one line, in which no sign begins a block. */
export const documentOfLine = (text: string, is: IsMark): JSONContent => ({ type: 'doc', content: [{ type: 'paragraph', content: inlinesOf(parseLine(text), is) }] })

function blockOf(b: Block, is: IsMark): JSONContent {
  switch (b.kind) {
    case 'heading':
      return { type: 'heading', attrs: { level: b.level }, content: inlinesOf(b.inlines, is) }
    case 'list':
      return {
        type: b.ordered ? 'orderedList' : 'bulletList',
        ...(b.ordered ? { attrs: { start: b.start ?? 0 } } : {}),
        content: b.items.map(item => {
          const content = item.map(x => blockOf(x, is))
          return { type: 'listItem', content: content[0]?.type === 'paragraph' ? content : [{ type: 'paragraph' }, ...content] }
        }),
      }
    case 'table':
      return {
        type: 'table',
        content: b.rows.map((row, i) => ({
          type: 'tableRow',
          content: row.map((cell, k) => ({ type: i === 0 ? 'tableHeader' : 'tableCell', attrs: { align: b.align[k] || null }, content: [{ type: 'paragraph', content: inlinesOf(cell ?? [], is) }] })),
        })),
      }
    default:
      return { type: 'paragraph', content: inlinesOf(b.inlines, is) }
  }
}

const named = [
  ['bold', 'bold'],
  ['italic', 'italic'],
  ['super', 'superscript'],
  ['sub', 'subscript'],
] as const

/** Pieces of a line as the editor has them: text, and what brackets in it name. */
function inlinesOf(all: Inline[], is: IsMark): JSONContent[] {
  return all.flatMap((inline): JSONContent[] => {
    if (inline.break) return [{ type: 'hardBreak' }]
    const marks = named.flatMap(([of, type]) => (inline[of] ? [{ type }] : []))
    return pieces(inline.text ?? '', is).map(p => (p.bracket ? { type: 'bracket', attrs: { text: p.text }, marks } : { type: 'text', text: p.text, marks }))
  })
}

/** A text parted at the brackets that name something. */
export function pieces(text: string, is: IsMark): { text: string; bracket: boolean }[] {
  return text
    .split(/(\[[^[\]\n]{1,400}\])/u)
    .map((piece, i) => ({ text: piece, bracket: i % 2 === 1 && is(piece) }))
    .filter(p => p.text !== '')
}

/** What a document says, in its one spelling. */
export const textOf = (doc: Node): string => spell(blocksOf(doc))

/** What a part of a document says: of a line alone, too. */
export function proseOf(content: Fragment): string {
  const first = content.firstChild
  if (!first) return ''
  const { doc, paragraph } = first.type.schema.nodes
  const whole = doc?.create(null, first.isInline ? paragraph?.create(null, content) : content)
  return whole ? textOf(whole) : ''
}

/** A text as it is put in at a cursor: a paragraph goes on in the line, more keep their form. */
export function sliceOf(schema: Schema, text: string, is: IsMark): Slice {
  const { content } = schema.nodeFromJSON(schema.nodes.heading ? documentOf(text, is) : documentOfLine(text, is))
  const [first] = content.content
  return content.childCount === 1 && first?.type.name === 'paragraph' ? new Slice(first.content, 0, 0) : Slice.maxOpen(content)
}

export function blocksOf(node: Node): Text {
  const out: Text = []
  node.forEach(child => {
    switch (child.type.name) {
      case 'heading':
        out.push({ kind: 'heading', level: Number(child.attrs.level), inlines: lineOf(child) })
        break
      case 'bulletList':
      case 'orderedList': {
        const items: Block[][] = []
        child.forEach(item => items.push(blocksOf(item)))
        out.push(child.type.name === 'bulletList' ? { kind: 'list', items } : { kind: 'list', ordered: true, start: Number(child.attrs.start ?? 1), items })
        break
      }
      case 'table':
        out.push(tableOf(child))
        break
      default:
        if (child.isTextblock) out.push({ kind: 'paragraph', inlines: lineOf(child) })
        else out.push(...blocksOf(child)) // a row, an item or a cell that was copied alone
    }
  })
  return out
}

function lineOf(node: Node): Inline[] {
  const out: Inline[] = []
  node.forEach(child => {
    if (child.type.name === 'hardBreak') {
      out.push({ break: true })
      return
    }
    const inline: Inline = { text: child.isText ? (child.text ?? '') : String(child.attrs.text ?? '') }
    for (const [of, type] of named) if (child.marks.some(m => m.type.name === type)) inline[of] = true
    out.push(inline)
  })
  return out
}

/** A table's cells each at their column: what spans several is in the first, the others are empty. */
function tableOf(node: Node): Block {
  const rows: Inline[][][] = []
  const align: (Align | '')[] = []
  const held: number[] = [] // for how many rows more a column is taken by a cell from above
  node.forEach(row => {
    const cells: Inline[][] = []
    const free = () => {
      while ((held[cells.length] ?? 0) > 0) {
        held[cells.length] = (held[cells.length] ?? 0) - 1
        cells.push([])
      }
    }
    row.forEach(cell => {
      free()
      const at = cells.length
      const [wide, tall] = [Number(cell.attrs.colspan ?? 1), Number(cell.attrs.rowspan ?? 1)]
      for (let k = 0; k < wide; k++) {
        held[at + k] = tall - 1
        cells.push([])
      }
      const lines: Inline[] = []
      cell.forEach(p => {
        if (lines.length > 0) lines.push({ break: true })
        lines.push(...lineOf(p))
      })
      cells[at] = lines
      const a: unknown = cell.attrs.align
      if (!align[at] && (a === 'left' || a === 'right')) align[at] = a // a row that was put in has none
    })
    free()
    rows.push(cells)
  })
  const columns = Math.max(...rows.map(r => r.length))
  for (const r of rows) while (r.length < columns) r.push([])
  return { kind: 'table', rows, align: Array.from({ length: columns }, (_, i) => align[i] ?? '') }
}
