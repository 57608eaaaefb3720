import { useTranslation } from 'react-i18next'
import { daysBetween } from '../format/date'
import classes from './clock.module.css'
import { Glyph } from './glyph'

type Props = {
  /** When the case was found complete, RFC 3339; empty: not started. */
  start: string
  /** When it runs out, as the service reckons; without it after so many days. */
  due?: string
  /** When the opinion was released; empty while it runs. */
  end?: string
  /** The limit in days. */
  days?: number
  now?: Date
  /** As the service reckons, in days of its office; without it days of the calendar are counted here. */
  standing?: { day: number; of: number; late: boolean; over: number } | null
  /** List: "Day 9" for the console, "Day 9 of 14" for the clinic. */
  words?: 'short' | 'long'
}

/** Where the clock stands, for lists that sort by it: the day, counted from 0. */
function clockDay(start: string, now: Date, end = ''): number | null {
  if (!start) return null
  const from = new Date(start)
  if (Number.isNaN(from.getTime())) return null
  return Math.max(0, daysBetween(from, end ? new Date(end) : now))
}

/** Where the clock stands in days of the calendar: of as many as lie before its end. */
function standingOf(start: Date, day: number, due: Date, end: Date) {
  return { day, of: daysBetween(start, due), late: end.getTime() > due.getTime(), over: Math.max(0, daysBetween(due, end)) }
}

/** The two weeks as notches, always followed by words. */
export function TwoWeekClock({ start, due = '', end = '', days = 14, now = new Date(), standing, words = 'long' }: Props) {
  const { t } = useTranslation('shared')
  const counted = clockDay(start, now, end)
  if (counted === null) return <span className="oso-ink-3">{t('clock.notStarted')}</span>
  const { day, of, late, over } = standing ?? (due ? standingOf(new Date(start), counted, new Date(due), end ? new Date(end) : now) : { day: counted, of: days, late: counted > days, over: counted - days })
  if (end && !late) {
    return (
      <span className={classes.clockRow}>
        <Glyph kind="done" />
        <span>{t('clock.inTime', { day })}</span>
      </span>
    )
  }
  const soon = !late && day >= of - 3
  const lateWords = over > 0 ? t('clock.late', { count: over }) : t('clock.lateToday')
  const say = late ? lateWords : words === 'long' ? t('clock.day', { day, days: of }) : t('clock.dayShort', { day })
  return (
    <span className={classes.clockRow}>
      <span
        aria-hidden
        className={`${classes.notches} ${late ? classes.late : soon ? classes.soon : ''}`}
        style={{ ['--passed' as string]: late ? of : Math.min(day, of), ['--days' as string]: of }}
      />
      <span className={late ? 'oso-problem' : soon ? 'oso-time' : undefined}>{say}</span>
    </span>
  )
}
