import { stays } from '@shared/ui/stays'
import type { ReactNode } from 'react'
import classes from './lock.module.css'

/** The ground of every screen before the vault is open. */
export function LockPage({ wordmark, title, lead, children, foot, wide }: { wordmark: string; title: string; lead?: ReactNode; children: ReactNode; foot?: ReactNode; wide?: boolean }) {
  return (
    <div className={classes.page}>
      <main className={classes.box} data-wide={wide || undefined}>
        <p className={classes.wordmark}>{wordmark}</p>
        <h1 className={classes.title}>{title}</h1>
        {lead ? <p className={classes.lead}>{lead}</p> : null}
        {children}
      </main>
      {foot ? <footer ref={stays} className={classes.foot}>{foot}</footer> : null}
    </div>
  )
}
