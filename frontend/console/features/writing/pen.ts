import type { FocusEvent } from 'react'

/** Where the author writes: the text in which the cursor stood last, of all that a part of the letter has. */
export class Pen {
  #page: HTMLElement | null = null
  #last: HTMLTextAreaElement | null = null

  /** The element that holds the texts. */
  hold(el: HTMLElement | null): void {
    this.#page = el
  }

  readonly onFocus = (e: FocusEvent): void => {
    if (e.target instanceof HTMLTextAreaElement) this.#last = e.target
  }

  texts(): HTMLTextAreaElement[] {
    return [...(this.#page?.querySelectorAll('textarea') ?? [])]
  }

  /** The cursor where it was: in the text of this number. */
  put(text: number, start: number, end: number): void {
    const el = this.texts()[text]
    if (!el) return
    this.#last = el
    el.setSelectionRange(start, end)
  }

  /** null where it cannot be known: a part of several texts, and the cursor was in none. */
  field(): HTMLTextAreaElement | null {
    if (this.#last?.isConnected) return this.#last
    const all = this.texts()
    return all.length === 1 ? (all[0] ?? null) : null
  }

  /** Puts a text in at the cursor as if it were typed; false where there is none. */
  type(text: string | ((before: string) => string)): boolean {
    const el = this.field()
    if (!el) return false
    el.focus()
    el.setRangeText(typeof text === 'string' ? text : text(el.value.slice(0, el.selectionStart)), el.selectionStart, el.selectionEnd, 'end')
    el.dispatchEvent(new Event('input', { bubbles: true }))
    return true
  }

  /** A mark, apart from the word before it. */
  cite(mark: string): boolean {
    return this.type(before => (before === '' || /[\s([]$/.test(before) ? mark : ` ${mark}`))
  }
}
