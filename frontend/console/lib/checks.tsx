import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import type { ReactNode } from 'react'
import classes from './checks.module.css'

export type CheckLine = { key: string; glyph: GlyphKind; text: ReactNode; sub?: ReactNode; acts?: ReactNode }

/** What holds and what does not yet: glyph, words, and the act that settles it. */
export function Checks({ lines }: { lines: CheckLine[] }) {
  return (
    <ul className={classes.checks}>
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
        </li>
      ))}
    </ul>
  )
}
