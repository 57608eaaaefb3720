// @vitest-environment node
import { expect, test } from 'vitest'
import { isPhoto } from './picture'

test.each([
  ['photo.jpg', 'image/jpeg', true],
  ['disc/IMG_1.JPEG', 'image/jpeg', true],
  ['scan.png', 'image/png', true],
  ['label/photo.jpg', 'image/jpeg', true],
  // A slide of MIRAX is a JPEG of the whole glass; beside Hamamatsu's lies one of its label.
  ['S1.mrxs', 'image/jpeg', false],
  ['S1_macro.jpg', 'image/jpeg', false],
  ['a/Label.png', 'image/png', false],
  ['photo.jpg', 'application/pdf', false],
])('a small picture of %s, %s: %s', (path, type, shown) => {
  expect(isPhoto({ type, files: [path], short: path.split('/').pop() ?? '' })).toBe(shown)
})
