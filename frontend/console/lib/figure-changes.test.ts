// @vitest-environment node
import { expect, it } from 'vitest'
import type { Figure } from '../api/types'
import { figureChanges } from './figure-changes'

const figure = (id: string, more: { sha?: string; note?: string; printed?: boolean } = {}) =>
  ({ image: { id, note: more.note ?? 'A' }, picture: { sha256: more.sha ?? id, bytes: 1, width: 1, height: 1 }, printed: more.printed ?? true }) as unknown as Figure

it.each([
  ['nothing', [figure('a'), figure('b')], [[], []], []],
  ['a picture', [figure('a', { sha: 'x' }), figure('b')], [['picture'], []], []],
  ['a legend', [figure('a'), figure('b', { note: 'B' })], [[], ['legend']], []],
  ['what is printed', [figure('a', { printed: false }), figure('b')], [['notPrinted'], []], []],
  ['the order', [figure('b'), figure('a')], [['order'], ['order']], []],
  ['one that came', [figure('c'), figure('a'), figure('b')], [['added'], [], []], []],
  ['one that went', [figure('b')], [[]], [1]],
] as [string, Figure[], string[][], number[]][])('tells %s', (_, now, of, gone) => {
  const c = figureChanges([figure('a'), figure('b')], now)
  expect(c.of).toEqual(of)
  expect(c.gone.map(g => g.number)).toEqual(gone)
})
