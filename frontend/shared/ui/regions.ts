import { type FocusEvent, useEffect, useRef } from 'react'

const takesKeys = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [contenteditable=true], [tabindex="0"]'

/**
 * F6 goes on to the next of an element's children, but for what leads about in them
 * (nav), Shift F6 back, each time to where
 * the focus was last: past everything between, as one goes from a text to what lies
 * beside it and comes back to its cursor. From anywhere else on the page, or from
 * nowhere, it leads into the one that was left last, at first the main one.
 */
export function useRegions<E extends HTMLElement>() {
  const of = useRef<E>(null)
  const last = useRef(new WeakMap<Element, HTMLElement>())
  const left = useRef<Element | null>(null)
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== 'F6' || e.ctrlKey || e.altKey || e.metaKey || e.defaultPrevented || !of.current) return
      const { activeElement } = document
      // What lies over the page has the keys.
      if (document.querySelector('[role=dialog][aria-modal=true]') && !activeElement?.closest('[role=dialog]')?.contains(of.current)) return
      const all = regionsOf(of.current)
      const at = all.findIndex(r => r.contains(activeElement))
      const to = at < 0 ? (all.find(r => r === left.current) ?? all.find(r => r.matches('main, :has(main)')) ?? all[0]) : all[(at + (e.shiftKey ? -1 : 1) + all.length) % all.length]
      if (!to) return
      e.preventDefault()
      const was = last.current.get(to)
      const next = was?.isConnected ? was : (to.querySelector<HTMLElement>(takesKeys) ?? to)
      if (next === to && !to.hasAttribute('tabindex')) to.setAttribute('tabindex', '-1')
      if (next instanceof HTMLElement) next.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return {
    ref: of,
    onFocus: (e: FocusEvent<HTMLElement>) => {
      const region = regionsOf(e.currentTarget).find(r => r.contains(e.target))
      if (!region || !(e.target instanceof HTMLElement)) return
      last.current.set(region, e.target)
      left.current = region
    },
  }
}

function regionsOf(of: Element): Element[] {
  return [...of.children].filter(c => !c.matches('nav') && getComputedStyle(c).display !== 'none' && (c.matches('main') || c.querySelector(takesKeys)))
}
