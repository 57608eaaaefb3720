import { type AnyExtension, InputRule, mergeAttributes, Node } from '@tiptap/core'
import { Bold } from '@tiptap/extension-bold'
import { Document } from '@tiptap/extension-document'
import { HardBreak } from '@tiptap/extension-hard-break'
import { Heading } from '@tiptap/extension-heading'
import { Italic } from '@tiptap/extension-italic'
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Subscript } from '@tiptap/extension-subscript'
import { Superscript } from '@tiptap/extension-superscript'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { Text } from '@tiptap/extension-text'
import { Gapcursor, Placeholder, UndoRedo } from '@tiptap/extensions'
import { type Node as PMNode } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { maxLevel } from '../prose/text'
import { symbols } from './symbols'

/** Whether a bracket names something that the opinion has. */
export type IsMark = (bracket: string) => boolean

const bracketed = /\[[^[\]\n]{1,400}\]$/u

/**
 * A reference, a note, a figure or a record that a text names: one thing, which is
 * there whole or not at all. Only what names something is one; other brackets are
 * text.
 */
export const Bracket = Node.create<object, { is: IsMark }>({
  name: 'bracket',
  group: 'inline',
  inline: true,
  atom: true,
  addStorage: () => ({ is: () => false }),
  addAttributes: () => ({ text: { default: '', parseHTML: el => el.textContent, renderHTML: () => ({}) } }),
  parseHTML: () => [{ tag: 'span[data-bracket]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['span', mergeAttributes(HTMLAttributes, { 'data-bracket': '' }), said(node)],
  renderText: ({ node }) => said(node),
  addInputRules() {
    return [
      // Typed out, it is one as well.
      new InputRule({
        find: text => {
          const m = bracketed.exec(text)
          return m && this.storage.is(m[0]) ? { index: m.index, text: m[0] } : null
        },
        handler: ({ state, range, match }) => {
          if (range.from >= range.to) return null // it came at once, as from dictation: there is nothing to replace yet
          const marks = state.doc.resolve(range.from).marks()
          state.tr.replaceWith(range.from, range.to, this.type.create({ text: match[0] }, null, marks))
        },
      }),
    ]
  },
})

const said = (node: PMNode): string => String(node.attrs.text)

/** "\alpha " is α. */
const Symbols = Node.create({
  name: 'symbols',
  group: 'none',
  addInputRules: () => [
    new InputRule({
      find: text => {
        const m = /\\([A-Za-z+<>=~-]{1,12}) $/.exec(text)
        const sign = m && symbols.find(s => s.name === m[1])
        return m && sign ? { index: m.index, text: m[0], replaceWith: sign.sign } : null
      },
      handler: ({ state, range, match }) => {
        if (range.from >= range.to) return null
        const sign = symbols.find(s => `\\${s.name} ` === match[0])
        if (sign) state.tr.insertText(sign.sign, range.from, range.to)
      },
    }),
  ],
})

/** A table's first row is its header, and no other is, whatever is put in or taken out. */
const headed = new Plugin({
  appendTransaction: (all, _, state) => {
    if (!all.some(tr => tr.docChanged)) return null
    const { tr } = state
    const { tableHeader, tableCell } = state.schema.nodes
    state.doc.descendants((node, at) => {
      if (node.type.name !== 'table') return node.isBlock && !node.isTextblock
      node.forEach((row, offset, i) => {
        const want = i === 0 ? tableHeader : tableCell
        row.forEach((cell, into) => {
          if (want && cell.type !== want) tr.setNodeMarkup(at + 1 + offset + 1 + into, want, cell.attrs)
        })
      })
      return false
    })
    return tr.docChanged ? tr : null
  },
})

const auto = { HTMLAttributes: { dir: 'auto' } }

/** What a text of an opinion may hold; what is not here is not pasted either. */
export function extensions(placeholder: string): AnyExtension[] {
  return [
    Document,
    Text,
    Paragraph.configure(auto),
    Heading.configure({ levels: [1, 2], ...auto }),
    HardBreak,
    Bold,
    Italic,
    Superscript.extend({ excludes: 'subscript' }),
    Subscript.extend({ excludes: 'superscript' }),
    BulletList,
    OrderedList,
    ListItem.extend({
      content: 'paragraph (bulletList | orderedList)*',
      addKeyboardShortcuts() {
        return {
          Enter: () => this.editor.commands.splitListItem('listItem'),
          // Deeper than the form goes, and outside a list, the key leads on to what comes next.
          Tab: () => depth(this.editor.state.selection.$from) < maxLevel && this.editor.commands.sinkListItem('listItem'),
          'Shift-Tab': () => this.editor.commands.liftListItem('listItem'),
        }
      },
    }),
    Table.configure({ resizable: false }).extend({ addProseMirrorPlugins() { return [headed, ...(this.parent?.() ?? [])] } }),
    TableRow,
    TableHeader.extend({ content: 'paragraph+' }),
    TableCell.extend({ content: 'paragraph+' }),
    Bracket,
    Symbols,
    Gapcursor,
    UndoRedo,
    Placeholder.configure({ placeholder }),
  ]
}

/** Which of them change what is typed: marks are set by keys and buttons, since ~5 mm and 10^9 are typed as they are. */
export const typing = ['bracket', 'symbols', 'bulletList', 'orderedList']

function depth($at: { depth: number; node: (d: number) => PMNode }): number {
  let n = 0
  for (let d = $at.depth; d > 0; d--) if ($at.node(d).type.name === 'listItem') n++
  return n
}
