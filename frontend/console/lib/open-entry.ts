import { useRef, useState } from 'react'

/**
 * The one entry of a register whose form is open ('': none). What is typed there is in the draft only once it is put
 * there: until then nothing else of the draft begins, and nothing is proposed.
 */
export function useOpenEntry() {
  const [open, setOpen] = useState('')
  const [waits, setWaits] = useState(false)
  /** What the form stands in. */
  const at = useRef<HTMLDivElement>(null)
  /** Whether none is open; one that is has the keys then, and Propose says why. */
  function free() {
    if (open === '') return true
    setWaits(true)
    at.current?.querySelector<HTMLElement>('form input, form textarea')?.focus()
    return false
  }
  function begin(id: string) {
    if (free()) setOpen(id)
  }
  function close() {
    setOpen('')
    setWaits(false)
  }
  return { open, waits, at, free, begin, close }
}
