import { SectionHead } from '@shared/ui/page'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import table from '../../lib/table.module.css'
import classes from './figures.module.css'

export type Bar = { key: string; name: string; count: number; late?: number; to?: string; onCount?: () => void; onLate?: () => void }

type Props = { title: string; head: string; bars: readonly Bar[]; note: string; late?: boolean }

/** A table whose numbers are drawn beside them. */
export function Bars({ title, head, bars, note, late = false }: Props) {
  const { t } = useTranslation('console')
  const most = Math.max(1, ...bars.map(b => b.count))
  return (
    <section className={classes.chart} aria-label={title}>
      <SectionHead first title={title} />
      {bars.length > 0 ? (
        <table className={table.table}>
          <caption className="oso-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col" className={table.number}>
                {t('numbers.count')}
              </th>
              {late ? (
                <th scope="col" className={table.number}>
                  {t('numbers.late')}
                </th>
              ) : null}
              <td aria-hidden />
            </tr>
          </thead>
          <tbody>
            {bars.map(b => (
              <tr key={b.key}>
                <th scope="row">{b.name}</th>
                <td className={table.number}>{b.to ? <Link to={b.to}>{b.count}</Link> : <Number value={b.count} label={`${b.name}: ${b.count}`} onPress={b.onCount} />}</td>
                {late ? <td className={table.number}>{b.late ? <Number value={b.late} label={`${b.name}, ${t('numbers.late')}: ${b.late}`} onPress={b.onLate} strong /> : '0'}</td> : null}
                <td className={classes.drawn} aria-hidden>
                  <svg viewBox="0 0 100 10" preserveAspectRatio="none" className={classes.bar} focusable="false">
                    <rect width={(100 * b.count) / most} height="10" />
                    {b.late ? <rect className={classes.lateBar} width={(100 * b.late) / most} height="10" /> : null}
                  </svg>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {note ? <p className="oso-small oso-ink-2">{note}</p> : null}
    </section>
  )
}

/** A number that leads to its cases, where this person sees cases. */
export function Number({ value, label, onPress, strong }: { value: number; label: string; onPress?: () => void; strong?: boolean }): ReactNode {
  const shown = strong ? <b className={classes.late}>{value}</b> : value
  if (!onPress || value === 0) return shown
  return (
    <button type="button" className={classes.press} aria-label={label} onClick={onPress}>
      {shown}
    </button>
  )
}
