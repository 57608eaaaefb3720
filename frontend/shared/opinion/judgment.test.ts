// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatDay } from '../format/date'
import { optionReasons, optionTitle, outcome, weighed } from './judgment'

type Option = Parameters<typeof optionTitle>[0]
const table = JSON.parse(readFileSync('../internal/deed/testdata/said/judgments.json', 'utf8')) as {
  outcomes: { diagnosis: string; plan: string; want: string }[]
  options: { option: Option; title: string; want: string }[]
  earlier: { date: string; want: string }[]
}

describe('what an opinion judges reads as in the letter', () => {
  it.each(table.outcomes)('$diagnosis, $plan', x => expect([outcome({ ...x, says_outcome: true }), outcome(x)]).toEqual([x.want, '']))
  it.each(table.options)('$title', x => expect([optionTitle(x.option), optionReasons(x.option)]).toEqual([x.title, x.want]))
  it.each(table.earlier)('a day: $date', x => expect(formatDay(x.date)).toBe(x.want))
})

it('reads preferred options first, and what is to be avoided last', () => {
  const of = (id: string, stance: string): Option => ({ id, name: '', stance, reason: '', change: '' })
  expect(weighed([of('a', 'avoid'), of('b', 'acceptable'), of('c', 'preferred'), of('d', 'acceptable')]).map(o => o.id)).toEqual(['c', 'b', 'd', 'a'])
})
