import type { ReactNode } from 'react'
import { Glyph, type GlyphKind } from './glyph'
import classes from './todo.module.css'

export type TodoItem = { key: string; glyph: GlyphKind; title: ReactNode; sub?: ReactNode }

/** What is left: glyph, what is wrong, one line with what mends it. */
export function Todo({ items }: { items: TodoItem[] }) {
  return (
    <ul>
      {items.map(i => (
        <li key={i.key} className={classes.item}>
          <span className={classes.glyph}>
            <Glyph kind={i.glyph} />
          </span>
          <b>{i.title}</b>
          {i.sub ? <span className={classes.sub}>{i.sub}</span> : null}
        </li>
      ))}
    </ul>
  )
}
