import { IconX } from '@tabler/icons-react'
import { formatDay, monthNames } from '@shared/format/date'
import { IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useTranslation } from 'react-i18next'
import type { Holiday } from '../../api/types'
import classes from './holidays.module.css'
import { changesOf, monthsOf, weekday } from './year'

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** A year at a glance. It repeats what the list says in words, so screen readers are given the list alone. */
export function YearView({ year, days, before, today }: { year: number; days: readonly Holiday[]; before: readonly Holiday[]; today: string }) {
  const { t } = useTranslation('console')
  const changed = new Map(changesOf(before, days).map(c => [c.holiday.date, c.how]))
  return (
    <div className={classes.year} aria-hidden>
      {monthsOf(year, days).map(m => (
        <div key={m.month} className={classes.month}>
          <b className="oso-small">{monthNames[m.month - 1]}</b>
          <div className={classes.days}>
            {weekdays.map(w => (
              <span key={w} className={classes.weekday}>
                {t(`holidays.weekday.${w}`).slice(0, 1)}
              </span>
            ))}
            {m.days.map((d, i) => (
              <span
                key={d.date}
                className={classes.day}
                style={i === 0 ? { gridColumnStart: m.blanks + 1 } : undefined}
                title={d.holiday || undefined}
                data-weekend={d.weekend || undefined}
                data-holiday={d.holiday ? true : undefined}
                data-today={d.date === today || undefined}
                data-change={changed.get(d.date)}
              >
                {d.day}
              </span>
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}

/** Takes a row away; the keys stay in the list, at the row that is there then. */
function removeAt(button: HTMLElement, remove: () => void) {
  const row = button.closest('tr')
  const near = row?.nextElementSibling ?? row?.previousElementSibling
  near?.querySelector('button')?.focus()
  remove()
}

/** Days by date, with their weekday; each can be taken away where that is asked for. */
export function DayList({ days, onRemove }: { days: readonly Holiday[]; onRemove?: (date: string) => void }) {
  const { t } = useTranslation('console')
  return (
    <table className={classes.list}>
      <thead className="oso-hidden">
        <tr>
          <th scope="col">{t('holidays.date')}</th>
          <th scope="col">{t('holidays.name')}</th>
        </tr>
      </thead>
      <tbody>
        {days.map(h => (
          <tr key={h.date}>
            <td className={classes.date}>
              <span className="oso-ink-2">{t(`holidays.weekday.${weekdays[weekday(h.date)] ?? 'sun'}`)}</span> {formatDay(h.date)}
            </td>
            <th scope="row" dir="auto">
              {h.name}
            </th>
            {onRemove ? (
              <td className={classes.remove}>
                <IconButton label={t('holidays.remove', { name: h.name, date: formatDay(h.date) })} onClick={e => removeAt(e.currentTarget, () => onRemove(h.date))}>
                  <Icon of={IconX} />
                </IconButton>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
