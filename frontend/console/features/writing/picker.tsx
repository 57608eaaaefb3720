import { type ReactNode, useState } from 'react'
import classes from './writing.module.css'

export type Pick = { key: string; head: string; words: string }

type Props = {
  label: string
  find: string
  all: Pick[]
  /** Where nothing is found. */
  none: string
  onPick: (key: string) => void
  onClose: () => void
  /** What else can be done here. */
  children?: ReactNode
}

/** Something to put in at the cursor, found by name or words: the first that is found by Enter, Esc goes back. */
export function Picker({ label, find, all, none, onPick, onClose, children }: Props) {
  const [words, setWords] = useState('')
  const wanted = words.trim().replace(/^[/[]/, '').toLowerCase()
  const begins = (p: Pick) => Number(p.head.replace(/^[/[]/, '').toLowerCase().startsWith(wanted))
  const found = all.filter(p => `${p.head} ${p.words}`.toLowerCase().includes(wanted)).sort((a, b) => begins(b) - begins(a))
  return (
    <div
      className={classes.picker}
      role="group"
      aria-label={label}
      onKeyDown={e => {
        if (e.key !== 'Escape') return
        e.stopPropagation()
        onClose()
      }}
    >
      <input
        type="search"
        className={classes.pickerFind}
        value={words}
        autoFocus
        aria-label={find}
        placeholder={find}
        onChange={e => setWords(e.target.value)}
        onKeyDown={e => {
          if (e.key !== 'Enter' || !found[0]) return
          e.preventDefault()
          onPick(found[0].key)
        }}
      />
      <ul className={classes.picks}>
        {found.map(p => (
          <li key={p.key}>
            <button type="button" title={p.words} onClick={() => onPick(p.key)}>
              <b>{p.head}</b> <span>{p.words}</span>
            </button>
          </li>
        ))}
        {found.length === 0 ? <li className="oso-small oso-ink-2">{none}</li> : null}
      </ul>
      {children}
    </div>
  )
}
