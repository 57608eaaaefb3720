import { Fragment, type ReactNode } from 'react'
import classes from './facts.module.css'

export type Fact = { label: string; value: ReactNode; code?: boolean }

/** Facts of a thing: label, value. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(f => (
        <Fragment key={f.label}>
          <dt>{f.label}</dt>
          <dd className={f.code ? 'oso-mono' : undefined}>{f.value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

export type Line = { label: string; value: ReactNode; sub?: ReactNode; act?: ReactNode }

/** What will be sent, what is set: one line each, divided by lines, one act at the end. */
export function FactLines({ lines }: { lines: Line[] }) {
  return (
    <dl className={classes.lines}>
      {lines.map((l, i) => (
        <div key={i} className={classes.line}>
          <dt>{l.label}</dt>
          <dd>
            {l.value}
            {l.sub ? <span className={classes.sub}>{l.sub}</span> : null}
          </dd>
          <dd className={classes.act}>{l.act}</dd>
        </div>
      ))}
    </dl>
  )
}
