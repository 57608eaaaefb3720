// @vitest-environment node
import { readFileSync } from 'node:fs'
import type { KeyImage } from '@shared/wire/key-image'
import { expect, it } from 'vitest'
import type { CaseRecord, Citation } from '../api/types'
import { citedAddress, shows } from './figure-words'

const record = (modality: string, media_type = 'application/dicom') => ({ id: 'r', name: '', media_type, modality, bytes: 1, kept: '', parts: 0 }) as unknown as CaseRecord
const cited: Citation = { label: 'x', target: { record: 'r', series: '1', sop: '1.2' }, page: 2 }

it.each([
  ['SR', '/case/c/records?record=r&page=2'],
  ['DOC', '/case/c/records?record=r&page=2'],
  ['KO', '/case/c/records?record=r&page=2'],
  ['ECG', '/case/c/records?record=r&page=2'],
  ['CT', '/case/c/images?record=r&series=1&sop=1.2'],
])('what is cited of %s opens where it is read or looked at', (modality, address) => {
  expect(citedAddress('c', cited, [record(modality)])).toBe(address)
})

// The same table as internal/deed/figure_test.go.
const table = JSON.parse(readFileSync('../internal/deed/testdata/marks/shows.json', 'utf8')) as { name: string; image: KeyImage; want: string }[]

it.each(table)('a figure is named as in the letter: $name', c => expect(shows(c.image)).toBe(c.want))
