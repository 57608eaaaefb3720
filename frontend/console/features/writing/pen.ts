import { before, editorOf, focus, insert, select, selectIn } from '@shared/editor/fields'
import type { Node } from '@tiptap/pm/model'
import type { FocusEvent } from 'react'

/** What can be written in: a text that looks as it will, or a field of lines. */
export const fields = 'textarea, [contenteditable="true"]'

/** Where somebody writes: the place of the letter, and what of its text is selected; in an editor that counts as the editor does. */
export type Spot = { place: string; start: number; end: number }

/** Where the author writes: the text in which the cursor stood last, in the whole letter. */
export class Pen {
  #page: HTMLElement | null = null
  #last: HTMLElement | null = null

  /** The element that holds the letter's texts. */
  readonly hold = (el: HTMLElement | null): void => {
    this.#page = el
  }

  readonly onFocus = (e: FocusEvent): void => {
    // What lies in a sheet over the page is none of the letter's, though its events come by here.
    if (!(e.target instanceof HTMLElement) || !this.#page?.contains(e.target)) return
    if (e.target.matches(fields)) this.#last = e.target
    // In a heading nothing is cited, and not behind its author's back in the text before either.
    else if (e.target.matches('[data-place] input[type=text], [data-place] input:not([type])')) this.#last = null
  }

  /** The text of a place of the letter; null where it is not on the page. */
  text(place: string): HTMLElement | null {
    return this.#page?.querySelector<HTMLElement>(`[data-place="${place}"]`)?.querySelector<HTMLElement>(fields) ?? null
  }

  /** The field of a place of the content, or of what it is in: what is on no page of its own is shown in its part. */
  near(place: string): HTMLElement | null {
    for (let at = place; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
      const el = (this.#page?.closest('[data-letter]') ?? this.#page)?.querySelector<HTMLElement>(`[data-place="${at}"]`)
      if (el) return el.querySelector<HTMLElement>(`${fields}, input, button`) ?? el
    }
    return null
  }

  /** Goes to a field in which something was done elsewhere than by typing: the cursor stands behind what is another there than it was. */
  show(el: HTMLElement | null, was: string | Node | null): void {
    if (!el) return
    const editor = editorOf(el)
    if (editor) focus(editor)
    else el.focus({ preventScroll: true })
    el.scrollIntoView?.({ block: 'nearest' })
    if (editor) {
      const { content } = editor.state.doc
      const end = typeof was === 'object' ? was?.content.findDiffEnd(content)?.b : undefined
      const start = typeof was === 'object' ? was?.content.findDiffStart(content) : undefined
      if (end !== undefined) editor.commands.setTextSelection(Math.min(Math.max(end, start ?? 0), content.size))
      editor.commands.scrollIntoView()
    } else if (el instanceof HTMLTextAreaElement && typeof was === 'string') {
      let tail = 0
      while (tail < Math.min(was.length, el.value.length) && was[was.length - 1 - tail] === el.value[el.value.length - 1 - tail]) tail++
      el.setSelectionRange(el.value.length - tail, el.value.length - tail)
    }
  }

  /** Goes to words of a place of the content and selects them; where they are gone, to the place. */
  go(place: string, { block, start, end }: { block: string; start: number; end: number }): void {
    const el = [place, `${place}.text`, `${place}.reason`].map(at => this.near(at)).find(found => found !== null)
    if (!el) return
    const editor = editorOf(el)
    if (editor && block && selectIn(editor, block, start, end)) {
      el.scrollIntoView?.({ block: 'nearest' })
      editor.commands.scrollIntoView()
      return
    }
    el.focus({ preventScroll: true })
    el.scrollIntoView?.({ block: 'center' })
    if (!(el instanceof HTMLTextAreaElement) && !(el instanceof HTMLInputElement)) return
    const at = block ? el.value.indexOf(block) : -1
    if (at >= 0) el.setSelectionRange(at + start, at + end)
  }

  /** Where the cursor stands in a text; null where it is none of the letter's. */
  at(el: EventTarget | null): Spot | null {
    if (!(el instanceof HTMLElement)) return null
    const place = el.closest<HTMLElement>('[data-place]')?.dataset.place
    if (place === undefined) return null
    if (el instanceof HTMLTextAreaElement) return { place, start: el.selectionStart, end: el.selectionEnd }
    const editor = editorOf(el)
    return editor ? { place, start: editor.state.selection.from, end: editor.state.selection.to } : null
  }

  /** The cursor where it was, and in sight; false where there is no such place any more. */
  put({ place, start, end }: Spot): boolean {
    const el = this.text(place)
    if (!el) return false
    this.#last = el
    const editor = editorOf(el)
    if (el instanceof HTMLTextAreaElement) el.setSelectionRange(start, end)
    if (editor) {
      // Its own way to the keys: the element's would put the cursor where the browser thinks it belongs.
      select(editor, start, end)
      focus(editor)
    } else el.focus({ preventScroll: true })
    el.scrollIntoView?.({ block: 'center' })
    editor?.commands.scrollIntoView()
    return true
  }

  /** null until the cursor stood in a text. */
  field(): HTMLElement | null {
    return this.#last?.isConnected ? this.#last : null
  }

  /** Back to the cursor, as it was left. */
  back(): void {
    const el = this.field()
    const editor = editorOf(el)
    if (editor) focus(editor)
    else el?.focus({ preventScroll: true })
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
