import { expect, it } from 'vitest'
import { largest } from './record-shown'

it.each([
  [[], ''],
  [['scout', 'axial', 'axial'], 'axial'],
  [['axial', 'axial', 'scout'], 'axial'],
  [['first', 'second'], 'first'],
])('opens the series of %j at %s', (all, want) => {
  expect(largest(all)).toBe(want)
})
