// @vitest-environment node
import { expect, it } from 'vitest'
import { changesOf, monthsOf, weekday } from './year'

it('puts each day under its weekday', () => {
  const [, february] = monthsOf(2028, [{ date: '2028-02-21', name: 'Presidents’ Day' }])
  expect(february).toMatchObject({ month: 2, blanks: 2 })
  expect(february?.days).toHaveLength(29)
  expect(february?.days[20]).toEqual({ date: '2028-02-21', day: 21, weekend: false, holiday: 'Presidents’ Day' })
  expect(february?.days[4]?.weekend).toBe(true)
  expect(weekday('2026-11-26')).toBe(4)
})

it('tells what a list changes, by date', () => {
  const before = [
    { date: '2026-11-26', name: 'Thanksgiving' },
    { date: '2026-12-25', name: 'Christmas' },
  ]
  const after = [
    { date: '2026-12-25', name: 'Christmas Day' },
    { date: '2026-01-01', name: 'New Year’s Day' },
  ]
  expect(changesOf(before, after).map(c => `${c.how} ${c.holiday.date}`)).toEqual(['added 2026-01-01', 'removed 2026-11-26', 'renamed 2026-12-25'])
  expect(changesOf(before, before)).toEqual([])
})
