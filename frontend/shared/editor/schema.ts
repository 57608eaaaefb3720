import { type AnyExtension, InputRule, mergeAttributes, Node, wrappingInputRule } from '@tiptap/core'
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
import { Gapcursor, Placeholder } from '@tiptap/extensions'
import { DOMSerializer, type DOMOutputSpec, type Node as PMNode } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { maxLevel } from '../prose/text'
import { sliceOf } from './convert'
import { symbols } from './symbols'

/** Whether a bracket names something that the opinion has. */
export type IsMark = (bracket: string) => boolean

const bracketed = /\[[^[\]\n]{1,400}\]/gu

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
  addProseMirrorPlugins() {
    return [named(text => this.storage.is(text))]
  },
})

const said = (node: PMNode): string => String(node.attrs.text)

/** Typed out, dictated or put in, what names something becomes one thing as soon as it is whole. */
const named = (is: IsMark) =>
  new Plugin({
    appendTransaction: (all, before, state) => {
      if (!all.some(tr => tr.docChanged)) return null
      const from = before.doc.content.findDiffStart(state.doc.content)
      const end = before.doc.content.findDiffEnd(state.doc.content)
      if (from === null || !end) return null
      const found: { from: number; to: number; text: string; node: PMNode }[] = []
      state.doc.nodesBetween(Math.max(0, Math.min(from, end.b) - 1), Math.min(state.doc.content.size, Math.max(from, end.b) + 1), (node, at) => {
        if (!node.isText) return true
        for (const m of (node.text ?? '').matchAll(bracketed)) if (is(m[0])) found.push({ from: at + m.index, to: at + m.index + m[0].length, text: m[0], node })
        return false
      })
      const { tr, schema } = state
      for (const f of found.reverse()) tr.replaceWith(f.from, f.to, schema.nodes.bracket?.create({ text: f.text }, null, f.node.marks) ?? f.node)
      return tr.docChanged ? tr : null
    },
  })

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

const phraseTyped = /(?:^|\s)\/([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,39}) $/u

/** "/name " is what the author keeps under that name. */
const OwnPhrases = Node.create<object, { of: (name: string) => string | undefined }>({
  name: 'phrases',
  group: 'none',
  addStorage: () => ({ of: () => undefined }),
  addInputRules() {
    const of = (name: string) => this.storage.of(name)
    const editor = this.editor
    return [
      new InputRule({
        find: text => {
          const m = phraseTyped.exec(text)
          return m?.[1] !== undefined && of(m[1]) !== undefined ? { index: m.index + m[0].indexOf('/'), text: m[0].slice(m[0].indexOf('/')), data: { name: m[1] } } : null
        },
        handler: ({ state, range, match }) => {
          const text = of(String(match.data?.name))
          if (text === undefined) return null
          const slice = sliceOf(state.schema, text, bracket => editor.storage.bracket.is(bracket))
          state.tr.replaceRange(range.from, range.to, slice)
          // The space that was typed stands behind what goes on in the line.
          if (slice.openEnd === 0) state.tr.insertText(' ')
        },
      }),
    ]
  },
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

/** What is copied is for other programs: a table has its lines there, and numbers stand to the right. */
const Copied = Node.create({
  name: 'copied',
  group: 'none',
  addProseMirrorPlugins() {
    const { schema } = this.editor
    const cell = (tag: string) => (node: PMNode): DOMOutputSpec => [tag, { ...(node.attrs.align ? { style: `text-align: ${String(node.attrs.align)}` } : {}), ...(tag === 'th' ? { scope: 'col' } : {}) }, 0]
    const nodes = { ...DOMSerializer.nodesFromSchema(schema), table: (): DOMOutputSpec => ['table', { border: '1', cellspacing: '0', cellpadding: '4', style: 'border-collapse: collapse' }, ['tbody', 0]], tableHeader: cell('th'), tableCell: cell('td') }
    return [new Plugin({ props: { clipboardSerializer: new DOMSerializer(nodes, DOMSerializer.marksFromSchema(schema)) } })]
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
    OrderedList.extend({
      // A year at the beginning of a sentence is none of a list's numbers.
      addInputRules() {
        return [wrappingInputRule({ find: /^([0-9]{1,2})\.\s$/, type: this.type, getAttributes: m => ({ start: Number(m[1]) }), joinPredicate: (m, list) => list.childCount + Number(list.attrs.start) === Number(m[1]) })]
      },
    }),
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
    OwnPhrases,
    Copied,
    Gapcursor,
    Placeholder.configure({ placeholder }),
  ]
}

/** What a text of one line may hold: words with their look, and what they name. What is pasted of several becomes one. */
export function lineExtensions(placeholder: string): AnyExtension[] {
  return [
    Document.extend({ content: 'paragraph' }),
    Text,
    Paragraph.configure(auto),
    Bold,
    Italic,
    Superscript.extend({ excludes: 'subscript' }),
    Subscript.extend({ excludes: 'superscript' }),
    Bracket,
    Symbols,
    Placeholder.configure({ placeholder }),
  ]
}

/** Which of them change what is typed: marks are set by keys and buttons, since ~5 mm and 10^9 are typed as they are. */
export const typing = ['symbols', 'phrases', 'bulletList', 'orderedList']

function depth($at: { depth: number; node: (d: number) => PMNode }): number {
  let n = 0
  for (let d = $at.depth; d > 0; d--) if ($at.node(d).type.name === 'listItem') n++
  return n
}
