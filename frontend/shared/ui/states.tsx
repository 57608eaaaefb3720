import { type ReactNode, useEffect, useState } from 'react'
import classes from './states.module.css'

/** What will be here, how it gets here, one button; at the place of the first row. */
export function Empty({ what, how, act }: { what: string; how?: string; act?: ReactNode }) {
  return (
    <div className={classes.state} data-state="">
      <p>{what}</p>
      {how ? <p className="oso-ink-2">{how}</p> : null}
      {act ? <div className={classes.act}>{act}</div> : null}
    </div>
  )
}

/** Nothing for 300 ms, then words at the first row's place. */
export function Loading({ what }: { what: string }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p className={`${classes.state} oso-ink-2`} data-state="" role="status">
      {shown ? what : ''}
    </p>
  )
}

/** What happened, what is safe, what to do: the first sentence stands out. */
export function Failure({ message, children }: { message: string; children?: ReactNode }) {
  const cut = message.search(/\.\s/)
  const first = cut < 0 ? message : message.slice(0, cut + 1)
  const rest = cut < 0 ? '' : message.slice(cut + 1)
  return (
    <div className={classes.state} data-state="" role="alert">
      <p className={classes.words}>
        <b>{first}</b>
        {rest}
      </p>
      {children ? <div className={classes.act}>{children}</div> : null}
    </div>
  )
}
