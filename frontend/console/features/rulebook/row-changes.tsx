import type { ReactNode } from 'react'
import type { RowChange } from './changes'
import columns from '../../lib/columns.module.css'

/** What a table says otherwise, in words; and what else changed. */
export function RowChanges<R extends { id: string }>({ changes, say, more = [] }: { changes: readonly RowChange<R>[]; say: (row: R) => string; more?: ReactNode[] }) {
  return (
    <ul className={columns.changes}>
      {changes.map(({ was, now }) => (
        <li key={(now ?? was)?.id} dir="auto">
          {was ? <del>{say(was)}</del> : null} {now ? <ins>{say(now)}</ins> : null}
        </li>
      ))}
      {more.map((line, i) => (
        // biome-ignore lint: lines are fixed
        <li key={i}>{line}</li>
      ))}
    </ul>
  )
}
