// @vitest-environment node
import { expect, it } from 'vitest'
import { covered, enlarge, isEnlarged } from './enlarge'

const scaled = (a: number, d = a, e = 0, f = 0) => ({ a, b: 0, c: 0, d, e, f })

function drawn(grays: number[], columns: number, at: ReturnType<typeof scaled>, canvas: { width: number; height: number }): number[][] {
  const box = covered(at, columns, grays.length / columns, canvas)
  const out = new Uint32Array(box.width * box.height)
  enlarge(Uint8Array.from(grays), columns, grays.length / columns, at, box, out)
  for (const word of out) expect([word >>> 24, (word >> 8) & 255, (word >> 16) & 255]).toEqual([255, word & 255, word & 255])
  return Array.from({ length: box.height }, (_, y) => [...out.subarray(y * box.width, (y + 1) * box.width)].map(w => w & 255))
}

it('keeps an image of its own size as it is', () => {
  expect(drawn([0, 50, 100, 150, 200, 255], 3, scaled(1), { width: 3, height: 2 })).toEqual([
    [0, 50, 100],
    [150, 200, 255],
  ])
})

it('mixes neighbors by how near their middles are, and keeps the edges', () => {
  expect(drawn([0, 100], 2, scaled(4, 1), { width: 8, height: 1 })).toEqual([[0, 0, 13, 38, 63, 88, 100, 100]])
  expect(drawn([0, 100], 1, scaled(1, 2), { width: 1, height: 4 })).toEqual([[0], [25], [75], [100]])
  expect(drawn([7], 1, scaled(3), { width: 3, height: 3 })).toEqual([[7, 7, 7], [7, 7, 7], [7, 7, 7]])
})

it('is cut off where the canvas ends, and lies where it was moved to', () => {
  expect(drawn([0, 100], 2, scaled(4, 1, -3), { width: 4, height: 1 })).toEqual([[38, 63, 88, 100]])
  expect(covered(scaled(2, 2, 3.4, 1.6), 10, 10, { width: 100, height: 12 })).toEqual({ x: 3, y: 2, width: 20, height: 10 })
  expect(covered(scaled(2, 2, 200), 10, 10, { width: 100, height: 100 })).toMatchObject({ width: 0 })
})

it('leaves what is turned, mirrored or made smaller to the canvas', () => {
  expect([scaled(1.4), scaled(0.9), scaled(1, -1), { ...scaled(1), b: 1 }].map(isEnlarged)).toEqual([true, false, false, false])
})
