import { useTranslation } from 'react-i18next'
import { daysBetween } from '../format/date'
import classes from './clock.module.css'
import { Glyph } from './glyph'

type Props = {
  /** When the case was found complete, RFC 3339; empty: not started. */
  start: string
  /** When the opinion was released; empty while it runs. */
  end?: string
  /** The limit in days. */
  days?: number
  now?: Date
  /** List: "Day 9" for the console, "Day 9 of 14" for the clinic. */
  words?: 'short' | 'long'
}

/** Where the clock stands, for lists that sort by it: the day, counted from 0. */
export function clockDay(start: string, now: Date, end = ''): number | null {
  if (!start) return null
  const from = new Date(start)
  if (Number.isNaN(from.getTime())) return null
  return Math.max(0, daysBetween(from, end ? new Date(end) : now))
}

/** The two weeks as notches, always followed by words. */
export function TwoWeekClock({ start, end = '', days = 14, now = new Date(), words = 'long' }: Props) {
  const { t } = useTranslation('shared')
  const day = clockDay(start, now, end)
  if (day === null) return <span className="oso-ink-3">{t('clock.notStarted')}</span>
  if (end && day <= days) {
    return (
      <span className={classes.clockRow}>
        <Glyph kind="done" />
        <span>{t('clock.inTime', { day })}</span>
      </span>
    )
  }
  const late = day > days
  const soon = !late && day >= days - 3
  const say = late ? t('clock.late', { count: day - days }) : words === 'long' ? t('clock.day', { day, days }) : t('clock.dayShort', { day })
  return (
    <span className={classes.clockRow}>
      <span
        aria-hidden
        className={`${classes.notches} ${late ? classes.late : soon ? classes.soon : ''}`}
        style={{ ['--passed' as string]: Math.min(day, days), ['--days' as string]: days }}
      />
      <span className={late ? 'oso-problem' : soon ? 'oso-time' : undefined}>{say}</span>
    </span>
  )
}
