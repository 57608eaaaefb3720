// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Images, Instance } from './contract'
import { follow, level } from './link'
import { around, find, stacksOf } from './stack'

function instance(n: number, z: number | null, more: Partial<Instance> = {}): Instance {
  return {
    record: `r${n}`, sop: '', uid: `u${n}`, number: n, frames: 1, rows: 4, columns: 4, syntax: '', bytes: 0,
    position: z === null ? null : [0, 0, z], orientation: z === null ? null : [1, 0, 0, 0, 1, 0], thickness: 1, spacing: [1, 1], shown: true, why: '', ...more,
  }
}

function images(...series: { space: string; instances: Instance[]; missing?: [number, number][] }[]): Images {
  return {
    studies: [{
      uid: 's', date: '', description: '', accession: '',
      series: series.map((s, i) => ({ uid: `series${i}`, number: i, modality: 'CT', description: '', body_part: '', laterality: '', frame_of_reference: s.space, quality: { line: '', means: '', asked: '', notes: [] }, missing: s.missing ?? [], instances: s.instances })),
    }],
    others: [],
  }
}

const slices = (from: number, step: number, n: number) => Array.from({ length: n }, (_, i) => instance(i + 1, from + i * step))

describe('two series scroll together', () => {
  it('at the same height in one space', () => {
    const [a, b] = stacksOf(images({ space: 'f', instances: slices(0, 1, 20) }, { space: 'f', instances: slices(0, 5, 5) }))
    expect(follow({ stack: a!, index: 0 }, 10, { stack: b!, index: 0 })).toBe(2)
  })
  it('the other way round where one runs down', () => {
    const [a, b] = stacksOf(images({ space: 'f', instances: slices(0, 1, 20) }, { space: 'f', instances: slices(19, -1, 20) }))
    expect(follow({ stack: a!, index: 0 }, 4, { stack: b!, index: 0 })).toBe(15)
  })
  it('by the same way from where each stands, of two dates', () => {
    const [a, b] = stacksOf(images({ space: 'f', instances: slices(0, 1, 20) }, { space: 'g', instances: slices(100, 2, 20) }))
    expect(follow({ stack: a!, index: 3 }, 7, { stack: b!, index: 5 })).toBe(7)
  })
  it('by number where an instance of many frames says where its first one lies', () => {
    const many = (z: number) => [instance(1, z, { frames: 30 })]
    const [a, b] = stacksOf(images({ space: 'f', instances: many(0) }, { space: 'f', instances: many(0) }))
    expect(follow({ stack: a!, index: 10 }, 11, { stack: b!, index: 10 })).toBe(11)
    const [, c] = stacksOf(images({ space: 'f', instances: many(0) }, { space: 'f', instances: slices(0, 1, 20) }))
    expect(follow({ stack: a!, index: 10 }, 12, { stack: c!, index: 3 })).toBe(5)
  })
  it('by number where nobody knows where they lie, and never beyond the end', () => {
    const [a, b] = stacksOf(images({ space: '', instances: slices(0, 1, 20) }, { space: '', instances: [1, 2, 3].map(n => instance(n, null)) }))
    expect(follow({ stack: a!, index: 0 }, 1, { stack: b!, index: 0 })).toBe(1)
    expect(follow({ stack: a!, index: 0 }, 19, { stack: b!, index: 1 })).toBe(2)
  })
})

describe('a series that is opened beside another', () => {
  it('stands at the same height in one space', () => {
    const [a, b] = stacksOf(images({ space: 'f', instances: slices(0, 1, 20) }, { space: 'f', instances: slices(2, 4, 5) }))
    expect(level({ stack: a!, index: 10 }, b!)).toBe(2)
  })
  it('stands as far between its ends, of two dates or where nobody knows', () => {
    const [a, b, c] = stacksOf(images({ space: 'f', instances: slices(0, 1, 21) }, { space: 'g', instances: slices(100, 2, 41) }, { space: '', instances: [1, 2, 3].map(n => instance(n, null)) }))
    expect(level({ stack: a!, index: 5 }, b!)).toBe(10)
    expect(level({ stack: a!, index: 20 }, c!)).toBe(2)
  })
  it('stands at its first image beside a single one', () => {
    const [a, b] = stacksOf(images({ space: 'f', instances: slices(0, 1, 1) }, { space: 'g', instances: slices(0, 1, 9) }))
    expect(level({ stack: a!, index: 0 }, b!)).toBe(0)
  })
})

describe('a stack', () => {
  it('has a slot for each frame and is found by what a citation names', () => {
    const stacks = stacksOf(images({ space: '', instances: [instance(1, null, { frames: 3 }), instance(2, null)] }))
    expect(stacks[0]?.slots.length).toBe(4)
    expect(find(stacks, { sop: 'u1', frame: 3 })?.index).toBe(2)
    expect(find(stacks, { sop: 'u2' })?.index).toBe(3)
    expect(find(stacks, { series: 'series0' })?.index).toBe(0)
    expect(find(stacks, { sop: 'elsewhere' })).toBeUndefined()
  })
  it('marks what is missing where it is missed, whichever way the numbers run', () => {
    const up = stacksOf(images({ space: '', missing: [[3, 4]], instances: [1, 2, 5].map(n => instance(n, null)) }))[0]
    const down = stacksOf(images({ space: '', missing: [[3, 4]], instances: [5, 2, 1].map(n => instance(n, null)) }))[0]
    expect(up?.gaps).toEqual([{ before: 2, count: 2 }])
    expect(down?.gaps).toEqual([{ before: 1, count: 2 }])
    expect(up?.missing).toBe(2)
  })
  it('is fetched ahead the way one goes', () => {
    expect(around(10, 5, 1).slice(0, 4)).toEqual([6, 7, 8, 4])
    expect(around(10, 0, -1).every(i => i > 0 && i < 10)).toBe(true)
  })
})
