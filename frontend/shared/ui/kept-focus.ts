const rows = 'li, tr, [data-row]'
const writes = ':is(textarea, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file], [type=hidden])):not(:disabled)'

const over = '[data-portal], [role=dialog], [role=menu]'

/** The page that stands here: at the clinic its name follows the sign. What is behind a question mark is a place within it. */
const pageNow = () => location.pathname + location.hash.split('?', 1)[0]

/** What had the focus, on which page; once it is gone, from where it went. */
type Held = { el: HTMLElement; page: string; gone?: MutationRecord }

/**
 * Keeps the keys where somebody works. What has the focus may go from the page by
 * what it does: a row is removed, settled, moved to the top, a text becomes a form.
 * The browser then gives the focus to nobody, and every key is dead until a click.
 * Here it goes to what stands in that place now: the field of a form or of the next
 * row, else the row itself, never a button beside, which the next Enter would press.
 * From a menu that closes it goes back to where it was opened, or to what stands there.
 *
 * A button with data-adds gives it to the row that it adds. Whoever sets the focus
 * by hand comes first; who goes to another page is led by that page.
 */
export function keepFocus(): () => void {
  let last: Held | null = null
  let beneath: Held | null = null // a menu or a dialog
  let adding: HTMLElement | null = null
  const onFocus = (e: FocusEvent) => {
    if (!(e.target instanceof HTMLElement)) return
    last = { el: e.target, page: pageNow() }
    if (!e.target.closest(over)) beneath = last
    if (adding !== e.target) adding = null
  }
  const onClick = (e: MouseEvent) => {
    adding = e.target instanceof Element ? e.target.closest<HTMLElement>('[data-adds]') : null
  }
  const watch = new MutationObserver(records => {
    for (const held of [last, beneath]) {
      if (held && !held.gone && !held.el.isConnected) held.gone = records.find(r => r.target.isConnected && [...r.removedNodes].some(n => n.contains(held.el)))
    }
    const row = adding && added(records, adding)
    if (row) {
      adding = null
      return into(row)
    }
    if (!last || last.page !== pageNow()) return
    const { el, gone } = last
    const off = el.isConnected && el.matches(':disabled') && el.closest<HTMLElement>(rows)
    if (el.isConnected && !off) return
    const { activeElement } = document
    if (activeElement && activeElement !== document.body && activeElement !== el) return
    last = null
    if (off) into(off)
    else if (gone && inPage(gone.target)) lead(gone, el)
    else if (beneath?.page === pageNow() && beneath.el !== el) {
      if (beneath.el.isConnected) beneath.el.focus()
      else if (beneath.gone && inPage(beneath.gone.target)) lead(beneath.gone, beneath.el)
    }
  })
  watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
  document.addEventListener('focusin', onFocus)
  document.addEventListener('click', onClick, true)
  return () => {
    watch.disconnect()
    document.removeEventListener('focusin', onFocus)
    document.removeEventListener('click', onClick, true)
  }
}

/** Whether a place is one in a page or a dialog, not where these come and go. */
const inPage = (place: Node): place is HTMLElement => place instanceof HTMLElement && place.isConnected && place !== document.body && place.parentElement !== document.body && !place.matches('[data-portal]')

/** The row that a button added: the nearest list to it that has one more. */
function added(records: MutationRecord[], button: HTMLElement): HTMLElement | null {
  for (const r of records) {
    if (!(r.target instanceof Element) || !r.target.parentElement?.contains(button)) continue
    for (const n of r.addedNodes) {
      if (!(n instanceof HTMLElement) || !n.isConnected) continue
      const row = n.matches(rows) ? n : n.querySelector<HTMLElement>(rows)
      if (row) return row
    }
  }
  return null
}

function lead({ target, removedNodes, previousSibling }: MutationRecord, el: HTMLElement): void {
  if (!inPage(target)) return
  const was = [...removedNodes].find(n => n.contains(el))
  const before = previousSibling?.parentNode === target ? previousSibling : null
  const all = [...target.children].filter((c): c is HTMLElement => c instanceof HTMLElement)
  const here = all.find(c => !before || before.compareDocumentPosition(c) & Node.DOCUMENT_POSITION_FOLLOWING)
  if (was instanceof Element && was.matches(rows)) {
    const next = all.filter(c => c.matches(rows) && (!before || before.compareDocumentPosition(c) & Node.DOCUMENT_POSITION_FOLLOWING))[0]
    const row = next ?? all.findLast(c => c.matches(rows))
    return row ? into(row) : take(target.querySelector<HTMLElement>('[data-adds]') ?? target)
  }
  const field = here?.matches(writes) ? here : here?.querySelector<HTMLElement>(writes)
  if (field) return take(field)
  // A whole frame that changed has its main part to be read; a ring around the frame would be cut off.
  into(target.closest<HTMLElement>(rows) ?? target, target.querySelector('main') ?? target)
}

/** Into a row: its first field, else the row. alone: what has the focus where there is no row. */
function into(row: HTMLElement, alone: HTMLElement = row): void {
  const field = row.matches(rows) ? row.querySelector<HTMLElement>(writes) : null
  take(field ?? (row.matches(rows) ? row : alone))
}

function take(el: HTMLElement): void {
  if (el.tabIndex < 0 && !el.hasAttribute('tabindex')) {
    el.setAttribute('tabindex', '-1')
    el.addEventListener('blur', () => el.removeAttribute('tabindex'), { once: true })
  }
  el.focus()
}
