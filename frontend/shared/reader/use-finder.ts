import { type KeyboardEvent, useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** What is looked for in one record, and whether anything is just now. */
export type Finder = {
  open: boolean
  /** As typed; stays while the search is closed. */
  typed: string
  /** What is looked for: nothing while the search is closed. */
  words: string
  field: (el: HTMLInputElement | null) => void
  type: (words: string) => void
  toggle: () => void
  begin: () => void
  leave: () => void
}

/** find: words that somebody was led here by; others lead anew. back: gives the keyboard back to what is read. */
export function useFinder(find: string, back: () => void): Finder {
  const [open, setOpen] = useState(find !== '')
  const [typed, setTyped] = useState(find)
  const [led, setLed] = useState(find)
  const input = useRef<HTMLInputElement>(null)
  const field = useCallback((el: HTMLInputElement | null) => {
    input.current = el
  }, [])
  if (led !== find) {
    setLed(find)
    if (find !== '') {
      setOpen(true)
      setTyped(find)
    }
  }
  function begin() {
    flushSync(() => setOpen(true)) // the field is there before the next key
    input.current?.select()
  }
  function leave() {
    setOpen(false)
    back()
  }
  return { open, typed, words: open ? typed : '', field, type: setTyped, toggle: () => (open ? leave() : begin()), begin, leave }
}

/** The keys of a search, the same in every record. Tells whether the key was one of them. */
export function findKey(e: KeyboardEvent, finder: Finder, step: (by: 1 | -1) => void): boolean {
  const chord = e.ctrlKey || e.metaKey
  if ((chord && e.key === 'f') || (!chord && !inField(e) && e.key === '/')) finder.begin()
  else if (e.key === 'F3' || (chord && e.key === 'g')) step(e.shiftKey ? -1 : 1)
  else if (e.key === 'Escape' && finder.open) finder.leave()
  else return false
  return true
}

/** Whether a key belongs to what is typed. */
export function inField(e: KeyboardEvent): boolean {
  return e.target instanceof HTMLInputElement || e.target instanceof HTMLSelectElement || e.target instanceof HTMLTextAreaElement
}
