import { formatDay } from '@shared/format/date'
import { SectionHead } from '@shared/ui/page'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { WeekFigure } from '../../api/types'
import table from '../../lib/table.module.css'
import { Number } from './bars'
import classes from './figures.module.css'

const height = 120
const step = 24

type Props = { weeks: readonly WeekFigure[]; onWeek?: (begins: string, late: boolean) => void }

/** First opinions by week: how many, how many late, and how long the middle one took. The table below says the same. */
export function WeeksChart({ weeks, onWeek }: Props) {
  const { t } = useTranslation('console')
  const most = Math.max(4, ...weeks.map(w => w.released))
  const y = (n: number) => height - (n / most) * height
  const width = weeks.length * step
  const hatch = useId()
  return (
    <section className={classes.chart} aria-label={t('numbers.weeks')}>
      <SectionHead first title={t('numbers.weeks')} note={t('numbers.weeksNote')} />
      <svg viewBox={`-28 -8 ${width + 36} ${height + 26}`} className={classes.weeks} aria-hidden focusable="false">
        <defs>
          <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect className={classes.lateBar} width="4" height="4" />
            <line className={classes.hatch} y2="4" />
          </pattern>
        </defs>
        {[0, most / 2, most].map(n => (
          <g key={n}>
            <line className={classes.rule} x1="0" x2={width} y1={y(n)} y2={y(n)} />
            <text className={classes.tick} x="-6" y={y(n) + 3} textAnchor="end">
              {Math.round(n)}
            </text>
          </g>
        ))}
        {weeks.map((w, i) => (
          <g key={w.begins}>
            <rect x={i * step + 4} width={step - 8} y={y(w.released)} height={height - y(w.released)} />
            {w.late > 0 ? <path fill={`url(#${hatch})`} d={`M${i * step + 4} ${height}V${y(w.late)}h${step - 8}V${height}z`} /> : null}
            {i % 4 === 2 ? (
              <text className={classes.tick} x={i * step + step / 2} y={height + 14} textAnchor="middle">
                {formatDay(w.begins).replace(/ \d{4}$/, '')}
              </text>
            ) : null}
          </g>
        ))}
      </svg>
      <details>
        <summary className="oso-small">{t('numbers.asTable')}</summary>
        <table className={table.table}>
          <caption className="oso-hidden">{t('numbers.weeks')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('numbers.week')}</th>
              <th scope="col" className={table.number}>
                {t('numbers.released')}
              </th>
              <th scope="col" className={table.number}>
                {t('numbers.late')}
              </th>
              <th scope="col" className={table.number}>
                {t('numbers.median')}
              </th>
            </tr>
          </thead>
          <tbody>
            {[...weeks].reverse().map(w => (
              <tr key={w.begins}>
                <th scope="row">{formatDay(w.begins)}</th>
                <td className={table.number}>
                  <Number value={w.released} label={t('numbers.ofWeek', { day: formatDay(w.begins) })} onPress={onWeek && (() => onWeek(w.begins, false))} />
                </td>
                <td className={table.number}>{w.few ? '' : <Number value={w.late} label={t('numbers.lateOfWeek', { day: formatDay(w.begins) })} onPress={onWeek && (() => onWeek(w.begins, true))} strong={w.late > 0} />}</td>
                <td className={table.number}>{w.few ? '' : t('numbers.days', { count: w.median })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
