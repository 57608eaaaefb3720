import { describe, expect, it } from 'vitest'
import { crossing, fromPatient, letters, planeOf, toPatient } from './space'
import { affine, apply, invert, mirrored, plainView, turned, type View, zoomAt } from './view'

const image = { columns: 200, rows: 100, aspect: 1 }
const room = { width: 400, height: 400 }

describe('an image in its window', () => {
  it('fits, in the middle', () => {
    const m = affine(image, plainView, room)
    expect(apply(m, { x: 0, y: 0 })).toEqual({ x: 0, y: 100 })
    expect(apply(m, { x: 200, y: 100 })).toEqual({ x: 400, y: 300 })
  })
  it('turns clockwise', () => {
    const m = affine(image, turned(plainView), room)
    // The upper left corner is now at the upper right.
    expect(apply(m, { x: 0, y: 0 })).toEqual({ x: 300, y: 0 })
  })
  it('mirrors what is seen, turned or not', () => {
    for (const v of [plainView, turned(plainView), turned(turned(turned(plainView)))]) {
      const before = apply(affine(image, v, room), { x: 20, y: 30 })
      const after = apply(affine(image, mirrored(v), room), { x: 20, y: 30 })
      expect(after.x).toBeCloseTo(400 - before.x)
      expect(after.y).toBeCloseTo(before.y)
    }
  })
  it('is led back from the window', () => {
    const v: View = { ...plainView, zoom: 1.7, pan: { x: 12, y: -7 }, turns: 3, flipped: true }
    const m = affine({ ...image, aspect: 1.4 }, v, room)
    const p = apply(invert(m), apply(m, { x: 33, y: 44 }))
    expect(p.x).toBeCloseTo(33)
    expect(p.y).toBeCloseTo(44)
  })
  it('keeps what lies under the pointer there when it is zoomed', () => {
    const at = { x: 310, y: 120 }
    const under = apply(invert(affine(image, plainView, room)), at)
    const zoomed = affine(image, zoomAt(plainView, 2.5, at, room), room)
    expect(apply(zoomed, under).x).toBeCloseTo(at.x)
    expect(apply(zoomed, under).y).toBeCloseTo(at.y)
  })
})

describe('an image in the patient', () => {
  const axial = planeOf({ position: [-100, -100, 50], orientation: [1, 0, 0, 0, 1, 0], spacing: [1, 1] })!
  const sagittal = planeOf({ position: [20, -100, 100], orientation: [0, 1, 0, 0, 0, -1], spacing: [1, 1] })!
  it('has a place for every pixel', () => {
    expect(toPatient(axial, { x: 0.5, y: 0.5 })).toEqual([-100, -100, 50])
    expect(fromPatient(axial, [-90, -80, 50])).toEqual({ x: 10.5, y: 20.5 })
  })
  it('is crossed by another in a line', () => {
    const line = crossing(axial, sagittal, { columns: 200, rows: 200 })!
    expect(line.map(p => Math.round(p.x * 10) / 10)).toEqual([120.5, 120.5])
    expect(crossing(axial, { ...axial, position: [0, 0, 60] }, { columns: 10, rows: 10 })).toBeUndefined()
  })
  it('names its directions, the strongest first', () => {
    expect(letters([-1, 0, 0])).toBe('R')
    expect(letters([0.6, -0.8, 0])).toBe('AL')
    expect(letters([0, 0.1, 0.99])).toBe('H')
  })
  it('has no plane where what the file says is no direction', () => {
    expect(planeOf({ position: [0, 0, 0], orientation: [0, 0, 0, 0, 0, 0], spacing: [1, 1] })).toBeUndefined()
  })
})
