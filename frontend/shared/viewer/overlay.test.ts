// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { DicomJson } from './dataset'
import { isSet, type Overlay, overlaysOf } from './overlay'

const plane = (bits: number[], more: DicomJson = {}): DicomJson => ({
  '60000010': { vr: 'US', Value: [2] },
  '60000011': { vr: 'US', Value: [3] },
  '60000050': { vr: 'SS', Value: [2, 1] },
  '60003000': { vr: 'OW', InlineBinary: btoa(String.fromCharCode(...bits)) },
  ...more,
})

const bits = (o?: Overlay) => (o ? Array.from({ length: o.rows * o.columns }, (_, i) => (isSet(o, i) ? 1 : 0)) : [])

describe('overlay planes', () => {
  it('have a bit for each pixel, the lowest first, and a place', () => {
    const { overlays, left } = overlaysOf(plane([0b101001, 0]), 1)
    expect(overlays.map(o => [o.x, o.y, ...bits(o)])).toEqual([[0, 1, 1, 0, 0, 1, 0, 1]])
    expect(left).toBe(false)
  })
  it('follow their frames', () => {
    const ds = plane([0b11000001, 0b1111], { '60000015': { vr: 'IS', Value: [2] }, '60000051': { vr: 'US', Value: [2] } })
    expect(overlaysOf(ds, 1).overlays).toEqual([])
    expect(bits(overlaysOf(ds, 2).overlays[0])).toEqual([1, 0, 0, 0, 0, 0])
    expect(bits(overlaysOf(ds, 3).overlays[0])).toEqual([1, 1, 1, 1, 1, 1])
  })
  it('are said where they are not drawn', () => {
    expect(overlaysOf(plane([], { '60003000': { vr: 'OW', bytes: 32768 } }), 1)).toEqual({ overlays: [], left: true })
    expect(overlaysOf({ ...plane([]), '60003000': undefined }, 1).left).toBe(true)
  })
})
