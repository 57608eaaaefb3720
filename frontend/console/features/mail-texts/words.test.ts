// @vitest-environment node
import { expect, it } from 'vitest'
import type { MailWords } from '../../api/types'
import { changed, put, wordsOf } from './words'

const one: MailWords = { notice: 'welcome', audience: 'patient', subject: 'Welcome', body: 'Hello' }
const other: MailWords = { notice: 'welcome', audience: 'physician', subject: 'Case', body: 'Good day' }
const shipped = [one, other]

it('keeps of a sheet only what differs from the program’s own words', () => {
  const mine = { ...one, body: 'Good morning' }
  const sheet = put(shipped, [], mine)
  expect(sheet).toEqual([mine])
  expect(wordsOf(shipped, sheet, 'patient welcome')).toBe(mine)
  expect(wordsOf(shipped, sheet, 'physician welcome')).toBe(other)
  expect(changed(shipped, [], sheet)).toEqual([one])
  expect(changed(shipped, sheet, sheet)).toEqual([])
  expect(put(shipped, sheet, one)).toEqual([])
})
