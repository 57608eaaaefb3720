// @vitest-environment node
import { expect, it } from 'vitest'
import { clockIn, withHour } from '../../lib/clock-there'
import type { Case, Party } from '../../api/types'
import { addressLines, countryName } from '../../lib/address'
import { nameLines, numberAt, placeName, zoneOf } from './contact-words'

it('knows the time of a country with one zone, and guesses none', () => {
  expect(zoneOf('JP')).toBe('Asia/Tokyo')
  for (const c of ['US', 'AU', '', 'ZZ', '1']) expect(zoneOf(c), c).toBe('')
  const now = new Date('2026-11-24T22:05:00Z')
  expect(clockIn('Asia/Tokyo', now)).toBe('07:05, Wed')
  expect(withHour('+81 3', 'Asia/Tokyo', now)).toBe('+81 3 (07:05, Wed there)')
  expect([withHour('+1 207', undefined, now), withHour('', 'Asia/Tokyo', now), withHour('+1', 'No/Where', now)]).toEqual(['+1 207', '', '+1'])
})

it('writes names and addresses as they were given', () => {
  const name = { family: 'Whitcombe', given: 'Eleanor', middle: '', prefix: 'Dr.', suffix: '', ideographic: '山田', phonetic: '山田' }
  expect(nameLines(name)).toEqual(['Dr. Eleanor Whitcombe', '山田'])
  expect(addressLines({ lines: ['14 Elm Street'], city: 'Haifa', region: '', postal_code: '33121', country: 'IL' })).toEqual(['14 Elm Street', 'Haifa, 33121', 'Israel'])
  expect(addressLines({ lines: [], city: '', region: '', postal_code: '', country: '' })).toEqual([])
  expect(placeName({ country: 'US', region: 'MA' })).toBe('MA, United States')
  expect(countryName('nowhere')).toBe('nowhere')
})

it('calls at the clinic who has no number of the own there', () => {
  const party = (of: string, phone: string) => ({ party: of, phone }) as Party
  const c = { parties: [party('patient', ''), party('physician', ''), party('covering', '+1 2'), party('clinic', '+1 1')] } as Case
  expect(c.parties.map(p => numberAt(c, p))).toEqual(['', '+1 1', '+1 2', '+1 1'])
  expect(numberAt(c, undefined)).toBe('')
})
