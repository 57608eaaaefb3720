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

const clockOf = (zone?: string) =>
  new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })

// What times are read from: the computer's own until somebody says otherwise.
let clock = clockOf()

/** From here on every time is read in this zone, by its IANA name: where people work in many places, a day is the same for all. */
export function readTimesIn(zone: string): void {
  try {
    clock = clockOf(zone)
  } catch {
    clock = clockOf() // a zone that this browser is too old for: each time names the one it is read in
  }
}

/** What the clock shows at a moment. */
function wall(t: Date) {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const p of clock.formatToParts(t)) shown[p.type] = p.value
  return { year: Number(shown.year), month: Number(shown.month), day: Number(shown.day), hour: `${shown.hour}:${shown.minute}`, zone: shown.timeZoneName ?? '' }
}

/** A calendar day, YYYY-MM-DD, or the day of an RFC 3339 time: "12 Mar 2026". Empty in, empty out. */
export function formatDay(at: string): string {
  if (isDay(at)) {
    const [y, m, d] = at.split('-')
    return `${Number(d)} ${months[Number(m) - 1]} ${y}`
  }
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(at)) return `${months[Number(at.slice(5)) - 1]} ${at.slice(0, 4)}`
  const t = new Date(at)
  // What was typed of a day and is none stays as it is.
  if (!at.includes('T') || Number.isNaN(t.getTime())) return at
  const { day, month, year } = wall(t)
  return `${day} ${months[month - 1]} ${year}`
}

/** The time without its zone: "10:44". */
export function formatHour(at: string): string {
  const t = new Date(at)
  return at === '' || Number.isNaN(t.getTime()) ? '' : wall(t).hour
}

/** The time with its zone: "10:44 EST". */
export function formatTime(at: string): string {
  const t = new Date(at)
  if (at === '' || Number.isNaN(t.getTime())) return ''
  const { hour, zone } = wall(t)
  return `${hour} ${zone}`.trim()
}

/** Day and time: "24 Nov 2026, 10:44 EST". */
export function formatMoment(at: string): string {
  const time = formatTime(at)
  return time ? `${formatDay(at)}, ${time}` : formatDay(at)
}

/** Whole days between two calendar days. */
export function daysBetween(from: Date, to: Date): number {
  const day = (t: Date) => {
    const { year, month, day } = wall(t)
    return Date.UTC(year, month - 1, day)
  }
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

/** Age at a moment; null where the birth date is not whole. */
export function ageOn(birthDate: string, now: Date): Age | null {
  if (!isDay(birthDate)) return null
  const [y = 0, mo = 0, d = 0] = birthDate.split('-').map(Number)
  const today = wall(now)
  let total = (today.year - y) * 12 + (today.month - mo)
  if (today.day < d) total -= 1
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
