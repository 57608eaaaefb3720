import type { Editor, JSONContent } from '@tiptap/core'
import { pieces, proseOf, sliceOf } from './convert'
import type { IsMark } from './schema'

const editors = new WeakMap<Element, Editor>()

/** Lets the editor of a page's element be found, since what is put in from outside goes through it; is tells what names something, phrase what is kept under a name. */
export function register(editor: Editor, is: IsMark, phrase: (name: string) => string | undefined): void {
  editors.set(editor.view.dom, editor)
  editor.storage.bracket.is = is
  if ('phrases' in editor.storage) editor.storage.phrases.of = phrase
}

/** Selects what was selected, as far as it is still there. */
export function select(editor: Editor, start: number, end: number): void {
  const most = editor.state.doc.content.size
  editor.commands.setTextSelection({ from: Math.min(start, most), to: Math.min(end, most) })
}

/** The editor whose text an element is. */
export const editorOf = (el: Element | null | undefined): Editor | undefined => (el ? editors.get(el) : undefined)

/** Puts a text in at the cursor; sure: its brackets name something, or will in a moment. */
export function insert(editor: Editor, text: string, sure: boolean): boolean {
  const content = pieces(text, bracket => sure || editor.storage.bracket.is(bracket)).map((p): JSONContent => (p.bracket ? { type: 'bracket', attrs: { text: p.text } } : { type: 'text', text: p.text }))
  return editor.chain().focus().insertContent(content).run()
}

/** Puts a text of the form in at the cursor, in place of what is selected. */
export function insertProse(editor: Editor, text: string): boolean {
  return editor
    .chain()
    .focus()
    .command(({ tr, state }) => {
      tr.replaceSelection(sliceOf(state.schema, text, bracket => editor.storage.bracket.is(bracket))).scrollIntoView()
      return true
    })
    .run()
}

/** What is selected, as a text of the form. */
export const selected = (editor: Editor): string => proseOf(editor.state.selection.content().content)

/** What stands right before the cursor. */
export function before(editor: Editor): string {
  const { $from, from } = editor.state.selection
  return $from.parent.textBetween(Math.max(0, $from.parentOffset - 1), from - $from.start(), '\n', ']')
}
