// @vitest-environment node
import { afterEach, describe, expect, it } from 'vitest'
import { ageOn, daysBetween, daysInMonth, formatDay, formatListDate, formatMoment, formatTime, readTimesIn } from './date'
import { formatBytes, formatBytesOf, formatFingerprint, formatReference, roundLeft } from './number'

describe('dates', () => {
  it.each([
    ['2026-03-12', '12 Mar 2026'],
    ['2026-09-01', '1 Sep 2026'],
    ['2026-03', 'Mar 2026'],
    ['', ''],
  ])('writes %j as %j', (at, want) => expect(formatDay(at)).toBe(want))

  it.each([
    ['1972-06-03', new Date(2026, 10, 24), 54],
    ['1972-11-25', new Date(2026, 10, 24), 53],
    ['1972-11-24', new Date(2026, 10, 24), 54],
  ])('counts whole years of %s', (birth, on, want) => expect(ageOn(birth, on)?.years).toBe(want))

  it('counts months of a small child', () => expect(ageOn('2026-01-10', new Date(2026, 10, 24))).toEqual({ years: 0, months: 10 }))
  it('knows no age of half a date', () => expect(ageOn('1972-06', new Date())).toBeNull())
  it('knows leap years', () => expect([daysInMonth(1960, 2), daysInMonth(1961, 2)]).toEqual([29, 28]))
})

describe('times', () => {
  afterEach(() => readTimesIn(Intl.DateTimeFormat().resolvedOptions().timeZone))

  // The same moment: late on one day in Boston, early on the next in Tokyo.
  it.each([
    ['America/New_York', '2026-11-29T03:05:00Z', '28 Nov 2026', '22:05 EST'],
    ['America/New_York', '2026-07-01T03:59:00Z', '30 Jun 2026', '23:59 EDT'],
    ['Asia/Tokyo', '2026-11-29T03:05:00Z', '29 Nov 2026', '12:05 GMT+9'],
    ['UTC', '2026-11-29T00:05:00Z', '29 Nov 2026', '00:05 UTC'],
  ])('are read in %s', (zone, at, day, time) => {
    readTimesIn(zone)
    expect([formatDay(at), formatTime(at), formatMoment(at)]).toEqual([day, time, `${day}, ${time}`])
    expect(formatDay('2026-11-29')).toBe('29 Nov 2026') // a day is the same everywhere
  })

  // S17
  it('begin a day where they are read', () => {
    const [before, after] = ['2026-11-29T04:59:00Z', '2026-11-29T05:01:00Z'] as const
    const [older, born] = [new Date(before), new Date(after)]
    readTimesIn('America/New_York')
    expect([daysBetween(older, born), formatListDate(before, born, 'Yesterday'), ageOn('1972-11-29', older)?.years, ageOn('1972-11-29', born)?.years]).toEqual([1, 'Yesterday', 53, 54])
    readTimesIn('UTC')
    expect([daysBetween(older, born), formatListDate(before, born, 'Yesterday'), ageOn('1972-11-29', older)?.years]).toEqual([0, '04:59 UTC', 54])
  })

  it('are read somewhere in a zone that nobody knows, and say where', () => {
    readTimesIn('Mars/Olympus_Mons')
    expect(formatMoment('2026-11-29T12:00:00Z')).toMatch(/^\d+ Nov 2026, \d\d:00 \S+/)
  })
})

describe('numbers', () => {
  it.each([
    [214_000, '214 KB'],
    [3_400_000_000, '3.4 GB'],
    [1_800_000_000, '1.8 GB'],
    [999_700, '1 MB'],
    [1, '1 byte'],
    [0, '0 bytes'],
  ])('writes %d bytes', (n, want) => expect(formatBytes(n).replace('\u00a0', ' ')).toBe(want))

  it('gives both amounts in the unit of the whole', () => {
    const { done, total } = formatBytesOf(1_400_000_000, 2_000_000_000)
    expect([done, total.replace('\u00a0', ' ')]).toEqual(['1.4', '2.0 GB'])
  })
  it('groups a reference and leaves anything else', () => expect([formatReference('4417203958'), formatReference('12')]).toEqual(['4417 203 958', '12']))
  it('groups a fingerprint', () => expect(formatFingerprint('c41d08af7792', 2)).toBe('C41D 08AF'))
  it.each([
    [3, 'seconds', 5],
    [14, 'seconds', 15],
    [540, 'minutes', 9],
    [5000, 'minutes', 80],
  ])('rounds %d seconds left', (s, unit, count) => expect(roundLeft(s)).toEqual({ unit, count }))
})
