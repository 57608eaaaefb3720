// Dates and times as the look has them: 12 Mar 2026, 10:44 EST. Never all figures.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** A calendar day, YYYY-MM-DD, or the local day of an RFC 3339 time: "12 Mar 2026". Empty in, empty out. */
export function formatDay(at: string): string {
  if (isDay(at)) {
    const [y, m, d] = at.split('-')
    return `${Number(d)} ${months[Number(m) - 1]} ${y}`
  }
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(at)) return `${months[Number(at.slice(5)) - 1]} ${at.slice(0, 4)}`
  const t = new Date(at)
  // What was typed of a day and is none stays as it is.
  if (!at.includes('T') || Number.isNaN(t.getTime())) return at
  return `${t.getDate()} ${months[t.getMonth()]} ${t.getFullYear()}`
}

/** The local time without its zone: "10:44". */
export function formatHour(at: string): string {
  const t = new Date(at)
  if (at === '' || Number.isNaN(t.getTime())) return ''
  return `${String(t.getHours()).padStart(2, '0')}:${String(t.getMinutes()).padStart(2, '0')}`
}

/** The local time with its zone: "10:44 EST". */
export function formatTime(at: string): string {
  const t = new Date(at)
  if (at === '' || Number.isNaN(t.getTime())) return ''
  const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(t)
    .find(p => p.type === 'timeZoneName')?.value
  return `${formatHour(at)} ${zone ?? ''}`.trim()
}

/** Day and time: "24 Nov 2026, 10:44 EST". */
export function formatMoment(at: string): string {
  const time = formatTime(at)
  return time ? `${formatDay(at)}, ${time}` : formatDay(at)
}

/** Whole days between two local calendar days. */
export function daysBetween(from: Date, to: Date): number {
  const day = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate())
  return Math.round((day(to) - day(from)) / 86_400_000)
}

/** Today's time, else the day; what the list calls yesterday is the caller's word. */
export function formatListDate(at: string, now: Date, yesterday: string): string {
  const t = new Date(at)
  if (at === '' || Number.isNaN(t.getTime())) return at
  const days = daysBetween(t, now)
  if (days === 0) return formatTime(at)
  if (days === 1) return yesterday
  return formatDay(at)
}

export type Age = { years: number; months: number }

/** Age on a day; null where the birth date is not whole. */
export function ageOn(birthDate: string, now: Date): Age | null {
  if (!isDay(birthDate)) return null
  const [y = 0, mo = 0, d = 0] = birthDate.split('-').map(Number)
  let total = (now.getFullYear() - y) * 12 + (now.getMonth() + 1 - mo)
  if (now.getDate() < d) total -= 1
  if (total < 0) return null
  return { years: Math.floor(total / 12), months: total }
}

/** Days of a month, 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Whether the text is a day that was or will be. */
export function isDay(value: string): boolean {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  if (!m) return false
  const [y, mo, d] = [Number(m[1]), Number(m[2]), Number(m[3])]
  return mo >= 1 && mo <= 12 && d >= 1 && d <= daysInMonth(y, mo)
}
