// @vitest-environment node
import { expect, it } from 'vitest'
import { ListRows } from './list-rows'

const ids = (rows: { id: number }[]) => rows.map(r => r.id)

it('keeps the name of each row, whatever happens around it', () => {
  const rows = new ListRows<string>(true)
  expect(rows.of(['a', 'b', 'c']).map(r => r.at)).toEqual([0, 1, 2, -1])
  const [a, b, c, more] = ids(rows.of(['a', 'b', 'c'])) as [number, number, number, number]
  expect(ids(rows.of(['a', 'b2', 'c']))).toEqual([a, b, c, more]) // typed in
  expect(ids(rows.of(['c', 'a', 'b2']))).toEqual([c, a, b, more]) // another order
  expect(ids(rows.of(['c', 'b2']))).toEqual([c, b, more]) // taken out elsewhere
  const [, , d] = ids(rows.of(['c', 'b2', 'd']))
  expect(ids(rows.of(['c', 'b2', 'd']))).toEqual([c, b, d, more]) // put in elsewhere
})

it('takes out the row that is meant among others of the same words', () => {
  const rows = new ListRows<string>()
  const [a, b, c] = ids(rows.of(['x', 'x', 'x']))
  rows.drop(b ?? 0)
  expect(ids(rows.of(['x', 'x']))).toEqual([a, c])
})

it('lets a row wait among the others until it has its first sign', () => {
  const rows = new ListRows<string>(true)
  const [a, b, more] = ids(rows.of(['a', 'b'])) as [number, number, number]
  const between = rows.wait(a, 'after')
  const list = ['a', 'b']
  expect(rows.of(list).map(r => [r.id, r.at])).toEqual([[a, 0], [between, -1], [b, 1], [more, -1]])
  expect(ids(rows.of(['a', 'b!']))).toEqual([a, between, b, more])
  expect(rows.fill(between, 'n')).toBe(1)
  expect(rows.of(['a', 'n', 'b!']).map(r => [r.id, r.at])).toEqual([[a, 0], [between, 1], [b, 2], [more, -1]])
  expect(rows.fill(more, 'z')).toBe(3)
  const now = rows.of(['a', 'n', 'b!', 'z'])
  expect(ids(now).slice(0, 4)).toEqual([a, between, b, more])
  expect(now.at(-1)?.at).toBe(-1) // and one more waits
})
