// @vitest-environment node
import { expect, it } from 'vitest'
import { opinion } from '../../testing/fake-service'
import { citedOrder, numbered, withoutNote, withoutReference } from './draft-references'

const letter = (references: string[], assessment: string, recommendation = '') => ({ ...opinion().content, references, assessment, recommendation })

it.each([
  ['in the order of citation', ['A', 'B', 'C'], 'One [3]. Two [1].', 'Three [2].', ['C', 'A', 'B'], 'One [1]. Two [2].', 'Three [3].'],
  ['what no text cites last', ['A', 'B', 'C'], 'One [2].', '', ['B', 'A', 'C'], 'One [1].', ''],
  ['several in one mark', ['A', 'B', 'C', 'D'], 'One [4]. Two [1-3].', '', ['D', 'A', 'B', 'C'], 'One [1]. Two [2-4].', ''],
  ['a range that is one no more', ['A', 'B', 'C'], 'One [2]. Two [1-3].', '', ['B', 'A', 'C'], 'One [1]. Two [1-3].', ''],
  ['what names none stays', ['A', 'B'], 'One [7], [x] and [2].', '', ['B', 'A'], 'One [7], [x] and [1].', ''],
])('numbers %s', (_, references, assessment, recommendation, want, a, r) => {
  const now = numbered(letter(references, assessment, recommendation))
  expect([now.references, now.assessment, now.recommendation]).toEqual([want, a, r])
  expect(numbered(now)).toBe(now)
})

it('takes a reference out with the marks that name it alone, and numbers the others', () => {
  const now = withoutReference(letter(['A', 'B', 'C'], 'One [2]. Two [1, 2]. Three [1-3] and [3].'), 2)
  expect([now.references, now.assessment]).toEqual([['A', 'C'], 'One. Two [1]. Three [1, 2] and [2].'])
})

it('tells what is cited', () => expect(citedOrder(letter(['A', 'B', 'C'], 'One [3].', 'Two [1, 3].'))).toEqual([3, 1]))

it('takes a note out with its marks, and numbers the others', () => {
  const now = withoutNote({ ...letter([], 'One [*1]. Two [*2]. Three [*3].'), notes: ['A', 'B', 'C [*3]'] }, 2)
  expect([now.notes, now.assessment]).toEqual([['A', 'C [*2]'], 'One [*1]. Two. Three [*2].'])
})
