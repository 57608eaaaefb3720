import type { ReactNode } from 'react'
import classes from './page.module.css'

/** The frame of a screen: side column, then header and content; nothing but the content scrolls. */
export function Frame({ side, children }: { side?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.frame}>
      {side}
      <div className={classes.main}>{children}</div>
    </div>
  )
}

/** The header of a screen, 56 high, 48 at 150%. Forms have a wider edge than lists. */
export function Header({ edge = 'list', children }: { edge?: 'list' | 'form'; children: ReactNode }) {
  return (
    <header className={classes.header} data-edge={edge}>
      {children}
    </header>
  )
}

/** The middle column and, at the end, what goes with it; at 150% the second becomes a bar or goes below. */
export function Columns({ children, aside, asideLabel, asideWidth }: { children: ReactNode; aside: ReactNode; asideLabel: string; asideWidth?: string }) {
  return (
    <div className={classes.columns} style={asideWidth ? { ['--aside' as string]: asideWidth } : undefined}>
      {children}
      <aside className={classes.aside} aria-label={asideLabel}>
        {aside}
      </aside>
    </div>
  )
}

/** The scrolling middle: a form up to 696 wide. */
export function FormPage({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <main className={classes.form} aria-label={label} tabIndex={-1}>
      <div className={classes.formInner}>{children}</div>
    </main>
  )
}

/** An h2 with one small sentence beside it and one act at the right edge. */
export function SectionHead({ title, note, act, level = 2, first }: { title: ReactNode; note?: ReactNode; act?: ReactNode; level?: 2 | 3; first?: boolean }) {
  const H = level === 2 ? 'h2' : 'h3'
  return (
    <div className={classes.sectionHead} data-first={first || undefined}>
      <H>{title}</H>
      {note ? <span className="oso-small oso-ink-2">{note}</span> : null}
      {act ? <span className="oso-end oso-small">{act}</span> : null}
    </div>
  )
}

/** The acts at the end of a form; they stay in sight. */
export function FormFoot({ children }: { children: ReactNode }) {
  return <div className={classes.formFoot}>{children}</div>
}
