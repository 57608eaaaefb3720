// @vitest-environment node
import { expect, test } from 'vitest'
import type { Instance } from './contract'
import { find, opening, stacksOf } from './stack'

const instance = (record: string, uid: string, frames = 1) => ({ record, uid, frames, number: null, shown: true, why: '' }) as Instance
const stacks = stacksOf({
  studies: [
    { uid: '1', date: '', description: '', accession: '', series: [
      { uid: '1.1', number: 1, modality: 'CT', description: '', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', asked: '', notes: [] }, missing: [], instances: [instance('r1', '1.1.1'), instance('r2', '1.1.2')] },
      { uid: '1.2', number: 2, modality: 'US', description: '', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', asked: '', notes: [] }, missing: [], instances: [instance('r3', '1.2.1', 5), instance('r4', '1.2.1', 5)] },
    ] },
  ],
  others: [],
})

test.each([
  [{ series: '1.2' }, '1.2', 0],
  [{ sop: '1.1.2' }, '1.1', 1],
  [{ series: '1.1', sop: '1.2.1', frame: 3 }, '1.2', 2],
  [{ record: 'r2' }, '1.1', 1],
  // Two files of one instance: the record says which.
  [{ record: 'r4', sop: '1.2.1', frame: 2 }, '1.2', 6],
])('%j opens an image', (target, series, index) => {
  const found = find(stacks, target)
  expect(found?.stack.series.uid).toBe(series)
  expect(found?.index).toBe(index)
})

test.each([{ sop: '9' }, { record: 'r9' }, { record: 'r1', frame: 2 }, {}])('%j opens nothing', target => {
  expect(find(stacks, target)).toBeUndefined()
})

test('a slide is one, whatever else a maker puts into its series', () => {
  const slide = '1.2.840.10008.5.1.4.1.1.77.1.6'
  const mixed = [{ ...instance('photo', '1.3.1'), sop: '1.2.840.10008.5.1.4.1.1.7' }, { ...instance('level', '1.3.2', 400), sop: slide }, { ...instance('label', '1.3.3'), sop: slide }, { ...instance('other', '1.3.4'), sop: '1.2.840.10008.5.1.4.1.1.7' }]
  const of = stacksOf({ studies: [{ uid: '1', date: '', description: '', accession: '', series: [{ uid: '1.3', number: 1, modality: 'SM', description: '', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', asked: '', notes: [] }, missing: [], instances: mixed }] }], others: [] })
  expect(of.map(s => [s.slide ?? false, s.slots.map(x => x.place.record)])).toEqual([
    [true, ['level', 'label']],
    [false, ['photo', 'other']],
  ])
  expect(new Set(of.map(s => s.key)).size).toBe(2)
  expect(opening(of)?.stack.slide).toBe(true)
  expect(find(of, { sop: '1.3.2', frame: 7 })?.stack.slide).toBe(true)
  expect(find(of, { sop: '1.3.4' })).toMatchObject({ index: 1, stack: { key: '1.3' } })
})
