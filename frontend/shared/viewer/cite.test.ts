// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { citedTarget, pointUnder } from './cite'
import type { Slot, Stack } from './stack'
import { affine, apply, plainView } from './view'

const stack = { series: { uid: '1.2.3' } } as Stack
const slot = { place: { record: 'r1', frame: 3 }, instance: { uid: '1.2.3.4' } } as Slot

describe('what a citation opens', () => {
  it('is the image and its frame, and the place only where there is one', () => {
    expect(citedTarget(stack, slot, undefined)).toEqual({ record: 'r1', series: '1.2.3', sop: '1.2.3.4', frame: 3 })
    expect(citedTarget(stack, slot, { x: 10.04, y: 20.55 })).toMatchObject({ x: 10, y: 20.6 })
  })
  it.each([0, 1, 2, 3] as const)('is the pixel under the pointer, however the image is turned (%i)', turns => {
    const image = { columns: 64, rows: 48, aspect: 1 }
    const at = affine(image, { ...plainView, turns, flipped: turns === 2, zoom: 1.7, pan: { x: 11, y: -7 } }, { width: 500, height: 400 })
    const under = pointUnder(image, at, apply(at, { x: 40.5, y: 30.5 }))
    expect(under?.x).toBeCloseTo(40.5)
    expect(under?.y).toBeCloseTo(30.5)
    expect(pointUnder(image, at, apply(at, { x: 65, y: 30 }))).toBeUndefined()
    expect(pointUnder(image, at, undefined)).toBeUndefined()
  })
})
