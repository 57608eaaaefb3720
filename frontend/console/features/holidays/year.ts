import { daysInMonth } from '@shared/format/date'
import type { Holiday } from '../../api/types'

export type Day = { date: string; day: number; weekend: boolean; holiday: string }
/** The days of one month behind blanks, so that the first stands under its weekday; weeks begin on Sunday. */
export type Month = { month: number; blanks: number; days: Day[] }

const two = (n: number) => String(n).padStart(2, '0')

/** 0 is Sunday. */
export function weekday(date: string): number {
  return new Date(`${date}T12:00:00Z`).getUTCDay()
}

/** A year at a glance. */
export function monthsOf(year: number, holidays: readonly Holiday[]): Month[] {
  const names = new Map(holidays.map(h => [h.date, h.name]))
  return Array.from({ length: 12 }, (_, m) => {
    const days = Array.from({ length: daysInMonth(year, m + 1) }, (_, d) => {
      const date = `${year}-${two(m + 1)}-${two(d + 1)}`
      const at = weekday(date)
      return { date, day: d + 1, weekend: at === 0 || at === 6, holiday: names.get(date) ?? '' }
    })
    return { month: m + 1, blanks: weekday(`${year}-${two(m + 1)}-01`), days }
  })
}

export type Change = { holiday: Holiday; how: 'added' | 'removed' | 'renamed' }

/** What a list changes of another one, by date. */
export function changesOf(before: readonly Holiday[], after: readonly Holiday[]): Change[] {
  const old = new Map(before.map(h => [h.date, h.name]))
  const now = new Set(after.map(h => h.date))
  const changes: Change[] = [
    ...after.filter(h => old.get(h.date) !== h.name).map(h => ({ holiday: h, how: old.has(h.date) ? ('renamed' as const) : ('added' as const) })),
    ...before.filter(h => !now.has(h.date)).map(h => ({ holiday: h, how: 'removed' as const })),
  ]
  return changes.sort((a, b) => a.holiday.date.localeCompare(b.holiday.date))
}
