/** What a clock shows in a zone: "16:25, Tue"; '' where the browser is too old for it. */
export function clockIn(zone: string, now: Date): string {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit', weekday: 'short' }).formatToParts(now)
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(p => p.type === type)?.value ?? ''
    return `${part('hour')}:${part('minute')}, ${part('weekday')}`
  } catch {
    return ''
  }
}

/** A telephone number with how late it is where it rings, if the clocks there stand otherwise than here: nobody is woken up. */
export function withHour(telephone: string, there: string | undefined, now: Date): string {
  const clock = telephone && there ? clockIn(there, now) : ''
  return clock ? `${telephone} (${clock} there)` : telephone
}
