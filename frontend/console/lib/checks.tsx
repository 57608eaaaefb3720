import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { keysPlace } from '@shared/ui/keys-place'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import classes from './checks.module.css'

/** more: what stands below, as wide as words and acts together. */
export type CheckLine = { key: string; glyph: GlyphKind; text: ReactNode; sub?: ReactNode; acts?: ReactNode; more?: ReactNode }

/** What holds and what does not yet: glyph, words, and the act that settles it. */
export function Checks({ lines }: { lines: CheckLine[] }) {
  // What was pressed often goes with its row: the keyboard goes on at the next.
  const keys = useRef<(() => HTMLElement | null) | null>(null)
  useLayoutEffect(() => {
    if (document.activeElement === document.body) keys.current?.()?.focus({ preventScroll: true })
  })
  return (
    <ul
      className={classes.checks}
      onFocus={e => {
        keys.current = keysPlace(e.target)
      }}
      onBlur={() => {
        keys.current = null // somebody went elsewhere
      }}
    >
      {lines.map(l => (
        <li key={l.key} className={classes.check}>
          <span className={classes.glyph}>
            <Glyph kind={l.glyph} />
          </span>
          <div className={classes.text}>
            <div>{l.text}</div>
            {l.sub ? <div className="oso-small oso-ink-2">{l.sub}</div> : null}
          </div>
          {l.acts ? <div className={classes.acts}>{l.acts}</div> : null}
          {l.more ? <div className={`${classes.more} oso-small oso-ink-2`}>{l.more}</div> : null}
        </li>
      ))}
    </ul>
  )
}
