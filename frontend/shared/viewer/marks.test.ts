// @vitest-environment node
import { describe as suite, expect, it } from 'vitest'
import type { Picture } from './decode/frame-info'
import { describe } from './describe'
import { angle, distance, inside, rounded, scaleAt, valueAt } from './marks'

const ct = describe({ '00280030': { vr: 'DS', Value: [0.5, 0.25] }, '00080060': { vr: 'CS', Value: ['CT'] } }, 1)
const bare = describe({}, 1)
const us = describe(
  {
    '00186011': {
      vr: 'SQ',
      Value: [
        {
          '00186018': { vr: 'UL', Value: [10] },
          '0018601A': { vr: 'UL', Value: [10] },
          '0018601C': { vr: 'UL', Value: [109] },
          '0018601E': { vr: 'UL', Value: [109] },
          '00186024': { vr: 'US', Value: [3] },
          '00186026': { vr: 'US', Value: [3] },
          '0018602C': { vr: 'FD', Value: [0.02] },
          '0018602E': { vr: 'FD', Value: [0.02] },
        },
      ],
    },
  },
  1,
)

suite('measures', () => {
  it('are in millimeters where a scale is known, across and down each by its own', () => {
    expect(distance(ct, { x: 0, y: 0 }, { x: 4, y: 0 })).toEqual({ value: 1, unit: 'mm' })
    expect(distance(ct, { x: 0, y: 0 }, { x: 0, y: 4 })).toEqual({ value: 2, unit: 'mm' })
  })
  it('are in pixels where none is', () => {
    expect(distance(bare, { x: 0, y: 0 }, { x: 3, y: 4 })).toEqual({ value: 5, unit: 'px' })
  })
  it('take the scale of the region of an ultrasound image, and none across its edge', () => {
    expect(distance(us, { x: 20, y: 20 }, { x: 30, y: 20 })).toEqual({ value: 2, unit: 'mm' })
    expect(scaleAt(us, [{ x: 5, y: 5 }, { x: 30, y: 20 }])).toBeNull()
  })
  it('have no scale in a trace, also where it lies within the picture that it was taken from', () => {
    const region = (units: [number, number], box: [number, number, number, number]) => Object.fromEntries(['00186018', '0018601A', '0018601C', '0018601E', '00186024', '00186026', '0018602C', '0018602E'].map((tag, i) => [tag, { vr: 'UL', Value: [[...box, ...units, 0.02, 0.02][i] ?? 0] }]))
    const traced = describe({ '00280030': { vr: 'DS', Value: [1, 1] }, '00186011': { vr: 'SQ', Value: [region([3, 3], [0, 0, 99, 99]), region([4, 7], [0, 60, 99, 99])] } }, 1)
    expect(distance(traced, { x: 10, y: 10 }, { x: 20, y: 10 })).toEqual({ value: 2, unit: 'mm' })
    expect(distance(traced, { x: 10, y: 50 }, { x: 10, y: 70 })).toEqual({ value: 20, unit: 'px' })
    const alone = describe({ '00280030': { vr: 'DS', Value: [1, 1] }, '00186011': { vr: 'SQ', Value: [region([4, 7], [0, 0, 99, 99])] } }, 1)
    expect(scaleAt(alone, [{ x: 10, y: 10 }])).toBeNull()
  })
  it('know an angle in the body, not on the screen', () => {
    expect(angle(ct, [{ x: 2, y: 0 }, { x: 0, y: 0 }, { x: 0, y: 9 }])).toBeCloseTo(90)
    // Pixels are twice as high as wide: one down and two across is a half of a right angle.
    expect(angle(ct, [{ x: 2, y: 0 }, { x: 0, y: 0 }, { x: 2, y: 1 }])).toBeCloseTo(45)
    expect(angle(ct, [{ x: -1, y: 0.01 }, { x: 0, y: 0 }, { x: -1, y: -0.01 }])).toBeLessThan(3)
  })
})

suite('an ellipse', () => {
  const picture: Picture = { kind: 'gray', rows: 4, columns: 4, values: Int16Array.from({ length: 16 }, (_, i) => i * 10), min: 0, max: 150 }
  it('counts the pixels whose middle is inside', () => {
    const all = inside(ct, picture, [{ x: 1, y: 1 }, { x: 3, y: 3 }])
    expect(all).toMatchObject({ count: 4, mean: 75, min: 50, max: 100 })
    expect(all.deviation).toBeCloseTo(Math.sqrt((25 ** 2 + 15 ** 2 + 15 ** 2 + 25 ** 2) / 3))
    expect(all.area).toBeCloseTo(Math.PI * 0.25 * 0.5)
  })
  it('has no mean beside the picture', () => {
    expect(inside(ct, picture, [{ x: 10, y: 10 }, { x: 12, y: 12 }]).mean).toBeNaN()
  })
  it('says values as finely as they differ', () => {
    const said = (min: number, max: number, v: number) => rounded({ count: 9, mean: v, deviation: 0, min, max, area: null })(v)
    expect(said(0.0007, 0.0013, 0.00101)).toBe(0.00101) // a map of diffusion in mm²/s
    expect(said(0.2, 0.8, 0.4567)).toBe(0.457)
    expect(said(-12, 90, 41.23)).toBe(41.2)
    expect(said(-900, 900, 141.23)).toBe(141)
    expect(said(0.0012, 0.0012, 0.0012)).toBe(0.0012)
  })
  it('is read at a point', () => {
    expect(valueAt(picture, { x: 1.9, y: 2.1 })).toBe(90)
    expect(valueAt(picture, { x: 4, y: 0 })).toBeNull()
  })
})
