import type { Editor, JSONContent } from '@tiptap/core'
import { pieces, proseOf, sliceOf, textOf } from './convert'
import type { IsMark } from './schema'

const editors = new WeakMap<Element, Editor>()

const kept = new WeakMap<Element, () => boolean>()

/** Lets the editor of a page's element be found, since what is put in from outside goes through it; is tells what names something, phrase what is kept under a name, back gives it the page's text again where it holds another. */
export function register(editor: Editor, is: IsMark, phrase: (name: string) => string | undefined, back: () => boolean): void {
  editors.set(editor.view.dom, editor)
  kept.set(editor.view.dom, back)
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

/** Gives a field the text that its page has for it; false where it holds that text, or is none. */
export const giveBack = (el: Element | null): boolean => (el && kept.get(el)?.()) || false

/** Whether nothing but blanks stands in a field. */
export function isEmpty(el: EventTarget | null): boolean {
  if (el instanceof HTMLTextAreaElement || el instanceof HTMLInputElement) return el.value.trim() === ''
  const editor = el instanceof Element ? editorOf(el) : undefined
  return editor !== undefined && !editor.isDestroyed && textOf(editor.state.doc).trim() === ''
}

/**
 * Gives an editor the keys, now. The editor's own way of it waits for the next
 * frame, and on a busy machine takes the cursor away from where somebody has gone
 * on writing since.
 */
export function focus(editor: Editor): void {
  if (!editor.isDestroyed) editor.view.focus()
}

/** Goes into a field, before its first sign or behind its last. */
export function goInto(el: HTMLElement, where: 'start' | 'end'): void {
  const editor = editorOf(el)
  if (editor) {
    editor.commands.setTextSelection(where === 'start' ? 1 : editor.state.doc.content.size - 1)
    return focus(editor)
  }
  el.focus()
  if (!(el instanceof HTMLTextAreaElement)) return
  const at = where === 'start' ? 0 : el.value.length
  el.setSelectionRange(at, at)
}

/** Puts a text in at the cursor; sure: its brackets name something, or will in a moment. */
export function insert(editor: Editor, text: string, sure: boolean): boolean {
  const content = pieces(text, bracket => sure || editor.storage.bracket.is(bracket)).map((p): JSONContent => (p.bracket ? { type: 'bracket', attrs: { text: p.text } } : { type: 'text', text: p.text }))
  focus(editor)
  return editor.chain().insertContent(content).run()
}

/** Puts a text of the form in at the cursor, in place of what is selected. */
export function insertProse(editor: Editor, text: string): boolean {
  focus(editor)
  return editor
    .chain()
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

/** Selects what stands in a text from start to end of one of its blocks, told by its words; false where there is no such block any more. */
export function selectIn(editor: Editor, block: string, start: number, end: number): boolean {
  let found: { from: number; to: number } | null = null
  editor.state.doc.descendants((node, at) => {
    if (found || !node.isTextblock) return !found
    let words = ''
    const places: number[] = [] // where each character stands
    node.forEach((child, offset) => {
      const said = child.isText ? (child.text ?? '') : child.type.name === 'hardBreak' ? '\n' : String(child.attrs.text ?? '')
      for (let i = 0; i < said.length; i++) places.push(at + 1 + offset + (child.isText ? i : 0))
      words += said
    })
    if (words !== block) return false
    const last = places[end - 1]
    found = { from: places[start] ?? at + 1, to: last === undefined ? at + 1 + node.content.size : Math.max(last + 1, places[start] ?? 0) }
    return false
  })
  const to = found as { from: number; to: number } | null
  if (!to) return false
  focus(editor)
  editor.chain().setTextSelection(to).scrollIntoView().run()
  return true
}
