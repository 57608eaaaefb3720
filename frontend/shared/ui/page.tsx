import { IconChevronUp } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { Sheet } from './dialog'
import { Icon } from './icon'
import { useRegions } from './regions'
import { stays } from './stays'
import classes from './page.module.css'

/** The frame of a screen: side column, then header and content; nothing but the content scrolls. F6 goes from part to part. */
export function Frame({ side, skip, children }: { side?: ReactNode; /** Words of the way past the side column, for the keyboard. */ skip?: string; children: ReactNode }) {
  const regions = useRegions<HTMLDivElement>()
  return (
    <div className={classes.frame}>
      {skip && side ? (
        <button type="button" className={classes.skip} onClick={() => toContent()}>
          {skip}
        </button>
      ) : null}
      {side}
      <div className={classes.main} {...regions}>
        {children}
      </div>
    </div>
  )
}

/** The keyboard goes to the content, whatever the screen. */
function toContent() {
  const main = document.querySelector<HTMLElement>('main')
  // Where there is room for one of two sides alone, what is seen may be the other.
  const seen = (e: Element | null): e is HTMLElement => e instanceof HTMLElement && e.getClientRects().length > 0
  const to = [main, ...(main?.parentElement?.children ?? [])].find(seen) ?? main
  if (!to) return
  if (!to.hasAttribute('tabindex')) to.tabIndex = -1
  to.focus()
}

/**
 * The header of a screen, 56 high, 48 at 150%. Forms have a wider edge than lists.
 * Where wraps is set, acts that do not fit beside a long name go below it at 150%.
 */
export function Header({ edge = 'list', wraps, children }: { edge?: 'list' | 'form'; wraps?: boolean; children: ReactNode }) {
  return (
    <header className={classes.header} data-edge={edge} data-wraps={wraps || undefined}>
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

/** The scrolling middle: a form up to 696 wide. read: it has nothing to fill in or press, so that the keys must come to it to scroll it. */
export function FormPage({ children, label, read }: { children: ReactNode; label?: string; read?: boolean }) {
  return (
    <main className={classes.form} aria-label={label} tabIndex={read ? 0 : -1}>
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

/**
 * An end column under its heading. At 150% it is a bar of 48 with the heading as
 * the way to a sheet with the whole; what stands in the bar is seen at once.
 */
export function BarColumns({ children, title, aside, bar }: { children: ReactNode; title: string; aside: ReactNode; bar?: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <Columns
      asideLabel={title}
      aside={
        <>
          <div className={classes.whole}>
            <h2>{title}</h2>
            {aside}
          </div>
          <div className={classes.bar}>
            <Button kind="plain" onClick={() => setOpen(true)}>
              {title} <Icon of={IconChevronUp} />
            </Button>
            {bar}
          </div>
          <Sheet open={open} onClose={() => setOpen(false)} title={title}>
            {aside}
          </Sheet>
        </>
      }
    >
      {children}
    </Columns>
  )
}

/** The acts at the end of a form; they stay in sight. */
export function FormFoot({ children }: { children: ReactNode }) {
  return <div ref={stays} className={classes.formFoot}>{children}</div>
}
