import { before, editorOf, insert, select } from '@shared/editor/fields'
import type { FocusEvent } from 'react'

/** What can be written in: a text that looks as it will, or a field of lines. */
const fields = 'textarea, [contenteditable="true"]'

/** What of a text is selected; in an editor its places are the editor's own. */
export type Place = { start: number; end: number }

/** Where the author writes: the text in which the cursor stood last, of all that a part of the letter has. */
export class Pen {
  #page: HTMLElement | null = null
  #last: HTMLElement | null = null

  /** The element that holds the texts. */
  hold(el: HTMLElement | null): void {
    this.#page = el
  }

  readonly onFocus = (e: FocusEvent): void => {
    if (e.target instanceof HTMLElement && e.target.matches(fields)) this.#last = e.target
  }

  texts(): HTMLElement[] {
    return [...(this.#page?.querySelectorAll<HTMLElement>(fields) ?? [])]
  }

  /** What is selected in a text; null where it is none. */
  at(el: EventTarget | null): Place | null {
    if (el instanceof HTMLTextAreaElement) return { start: el.selectionStart, end: el.selectionEnd }
    const editor = el instanceof HTMLElement ? editorOf(el) : undefined
    return editor ? { start: editor.state.selection.from, end: editor.state.selection.to } : null
  }

  /** The cursor where it was: in the text of this number. */
  put(text: number, { start, end }: Place): void {
    const el = this.texts()[text]
    if (!el) return
    this.#last = el
    if (el instanceof HTMLTextAreaElement) el.setSelectionRange(start, end)
    else {
      const editor = editorOf(el)
      if (editor) select(editor, start, end)
    }
  }

  /** null where it cannot be known: a part of several texts, and the cursor was in none. */
  field(): HTMLElement | null {
    if (this.#last?.isConnected) return this.#last
    const all = this.texts()
    return all.length === 1 ? (all[0] ?? null) : null
  }

  /** Puts a text in at the cursor as if it were typed; false where there is none. sure: it is a mark of what the letter names. */
  type(text: string | ((before: string) => string), sure = false): boolean {
    const el = this.field()
    const editor = editorOf(el)
    if (editor) return insert(editor, typeof text === 'string' ? text : text(before(editor)), sure)
    if (!(el instanceof HTMLTextAreaElement)) return false
    el.focus()
    el.setRangeText(typeof text === 'string' ? text : text(el.value.slice(0, el.selectionStart)), el.selectionStart, el.selectionEnd, 'end')
    el.dispatchEvent(new Event('input', { bubbles: true }))
    return true
  }

  /** A mark, apart from the word before it. */
  cite(mark: string): boolean {
    return this.type(before => (before === '' || /[\s([]$/.test(before) ? mark : ` ${mark}`), true)
  }
}
