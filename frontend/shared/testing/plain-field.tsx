import { useState } from 'react'
import { afterAll, beforeAll } from 'vitest'

let wanted = false
export const plainWanted = () => wanted

/** Said at the top of a file of tests: its pages write in plain fields. */
export function plainFields() {
  beforeAll(() => void (wanted = true))
  afterAll(() => void (wanted = false))
}

/** The editor's contract as a field of plain text, for tests of pages: jsdom has no lines and no cursor on a page. The editor itself is tested in shared/editor, and in a browser. */
export function PlainField({ label, value, placeholder, line, onChange, onEnter, onBack }: { label: string; value: string; placeholder?: string; line?: boolean; onChange: (text: string) => void; onEnter?: (before: string, after: string) => void; onBack?: () => void }) {
  // What is emptied shows so, also where the page keeps the last sign until it is left.
  const [empty, setEmpty] = useState(false)
  return (
    <textarea
      aria-label={label}
      value={empty ? '' : value}
      placeholder={placeholder}
      onChange={e => {
        setEmpty(e.target.value === '')
        onChange(e.target.value)
      }}
      onKeyDown={e => {
        const { value, selectionStart, selectionEnd } = e.currentTarget
        if (!line || (e.key !== 'Enter' && (e.key !== 'Backspace' || value !== '' || !onBack))) return
        e.preventDefault()
        if (e.key === 'Enter') onEnter?.(value.slice(0, selectionStart), value.slice(selectionEnd))
        else onBack?.()
      }}
    />
  )
}
