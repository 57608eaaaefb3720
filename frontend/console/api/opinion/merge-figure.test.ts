import { expect, it } from 'vitest'
import type { Figure } from '../types'
import { overStored } from './merge-figure'

const figure = (note: string, sha256 = 'p', printed = true, arrows: unknown[] = []) =>
  ({ image: { id: 'k', record: 'r', frame: 1, note, arrows }, picture: { sha256, bytes: 1, width: 1, height: 1 }, printed }) as unknown as Figure
const arrow = [{ from: [1, 1], to: [2, 2] }]

it('keeps the legend and the print choice of another window under a new arrow', () => {
  expect(overStored(figure('A'), figure('A', 'q', true, arrow), figure('B', 'p', false))).toEqual(figure('B', 'q', false, arrow))
})

it('takes the legend that was typed in the viewer', () => {
  expect(overStored(figure('A'), figure('C'), figure('A', 'p', false))).toEqual(figure('C', 'p', false))
})

it('brings back nothing that another window removed', () => {
  expect(overStored(figure('A'), figure('A', 'q', true, arrow), undefined)).toBeUndefined()
})

it('adds what is new', () => {
  expect(overStored(undefined, figure('A'), undefined)).toEqual(figure('A'))
})
