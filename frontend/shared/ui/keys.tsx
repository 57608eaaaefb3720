import type { ReactNode } from 'react'
import classes from './keys.module.css'

/** One key or chord as a plain outlined cap. */
export function Key({ children }: { children: ReactNode }) {
  return <kbd className={classes.key}>{children}</kbd>
}

type Hint = { keys: string[]; does: string }

/** The footer of a list: which keys do what. */
export function KeyHints({ hints, end }: { hints: Hint[]; end?: ReactNode }) {
  return (
    <footer className={classes.hints}>
      {hints.map(h => (
        <span key={h.does} className={classes.hint}>
          {h.keys.map(k => (
            <Key key={k}>{k}</Key>
          ))}{' '}
          {h.does}
        </span>
      ))}
      {end ? <span className={`${classes.hint} oso-end`}>{end}</span> : null}
    </footer>
  )
}
