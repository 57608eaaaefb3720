import { expect, test } from 'vitest'
import type { Instance } from './contract'
import { find, stacksOf } from './stack'

const instance = (record: string, uid: string, frames = 1) => ({ record, uid, frames, number: null, shown: true, why: '' }) as Instance
const stacks = stacksOf({
  studies: [
    { uid: '1', date: '', description: '', accession: '', series: [
      { uid: '1.1', number: 1, modality: 'CT', description: '', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', notes: [] }, missing: [], instances: [instance('r1', '1.1.1'), instance('r2', '1.1.2')] },
      { uid: '1.2', number: 2, modality: 'US', description: '', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', notes: [] }, missing: [], instances: [instance('r3', '1.2.1', 5), instance('r4', '1.2.1', 5)] },
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
