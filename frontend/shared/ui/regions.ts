import { type FocusEvent, type KeyboardEvent, useRef } from 'react'

const takesKeys = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [contenteditable=true], [tabindex="0"]'

/**
 * F6 goes on to the next of an element's children, Shift F6 back, each time to where
 * the focus was last: past everything between, as one goes from a text to what lies
 * beside it and comes back to its cursor.
 */
export function useRegions() {
  const last = useRef(new WeakMap<Element, HTMLElement>())
  return {
    onFocus: (e: FocusEvent<HTMLElement>) => {
      const region = regionsOf(e.currentTarget).find(r => r.contains(e.target))
      if (region && e.target instanceof HTMLElement) last.current.set(region, e.target)
    },
    onKeyDown: (e: KeyboardEvent<HTMLElement>) => {
      if (e.key !== 'F6' || e.ctrlKey || e.altKey || e.metaKey) return
      const all = regionsOf(e.currentTarget)
      const at = all.findIndex(r => r.contains(document.activeElement))
      const to = all[(at + (e.shiftKey ? -1 : 1) + all.length) % all.length]
      if (!to || at < 0) return
      e.preventDefault()
      const was = last.current.get(to)
      const next = was?.isConnected ? was : to.querySelector<HTMLElement>(takesKeys)
      next?.focus()
    },
  }
}

function regionsOf(of: Element): Element[] {
  return [...of.children].filter(c => getComputedStyle(c).display !== 'none')
}
