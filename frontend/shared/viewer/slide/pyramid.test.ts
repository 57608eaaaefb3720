import { describe, expect, it } from 'vitest'
import type { Part, SlideFile } from './file'
import { frameAt, piecesOf, seenIn } from './pieces'
import { slidesOf } from './pyramid'

function part(record: string, more: Partial<SlideFile>): Part {
  const file: SlideFile = {
    role: 'volume', container: 'S1', pyramid: '', space: '1.1', columns: 1024, rows: 512, tile_columns: 256, tile_rows: 256, frames: 8, spacing: [0.001, 0.001], power: 40, focus: [0], paths: ['1'], labeled: false,
    profile: false, concatenation: '', offset: 0, part: 0, parts: 0, tiles: [], samples: 3, photometric: 'RGB', planar: 0, allocated: 8, stored: 8, high_bit: 7, signed: false, window: [], ...more,
  }
  return { record, uid: record, file }
}

const half = { columns: 512, rows: 256, frames: 2, spacing: [0.002, 0.002] }

function seen(parts: Part[]): string[] {
  return slidesOf(parts).slides.map(s => [...s.levels.map(l => l.parts.map(p => p.record).join('+')), s.label ? `label ${s.label.parts[0]?.record}` : ''].filter(Boolean).join(' '))
}

describe('which images are one slide', () => {
  it('is levels of one space, with what was taken beside', () => {
    expect(seen([part('a', {}), part('b', half), part('l', { role: 'label', columns: 64, rows: 64, space: '1.9' })])).toEqual(['b a label l'])
  })
  it('is not two spaces of one container', () => {
    expect(seen([part('a', {}), part('b', half), part('c', { space: '1.2' }), part('d', { ...half, space: '1.2' })])).toEqual(['b a', 'd c'])
  })
  it('gives a label that may be of either slide to neither', () => {
    const parts = [part('a', {}), part('c', { space: '1.2' }), part('l', { role: 'label', space: '1.9' })]
    expect(seen(parts)).toEqual(['a', 'c'])
    expect(slidesOf(parts).alone.map(l => l.parts[0]?.record)).toEqual(['l'])
  })
  it('is two pyramids of one space apart', () => {
    expect(seen([part('a', { pyramid: '2.1' }), part('b', { ...half, pyramid: '2.2' })])).toEqual(['a', 'b'])
  })
  it('lays optical paths over each other, and nothing else', () => {
    expect(seen([part('a', {}), part('b', { paths: ['2'] })])).toEqual(['a+b'])
    expect(seen([part('a', {}), part('b', {})])).toEqual(['a', 'b'])
  })
  it('is a slide of its own where a level does not show the whole', () => {
    expect(seen([part('a', {}), part('b', { columns: 512, rows: 256 })])).toEqual(['a', 'b'])
  })
})

describe('pictures without a slide', () => {
  const records = (parts: Part[]) => slidesOf(parts).alone.map(l => l.parts.map(p => p.record).join('+'))
  it('are told from it, alone, of another container, or where a slide has two', () => {
    expect(records([part('l', { role: 'label' })])).toEqual(['l'])
    expect(records([part('l', { role: 'label' }), part('o', { role: 'overview' })])).toEqual(['l', 'o'])
    expect(records([part('a', {}), part('l', { role: 'label', container: 'S2' })])).toEqual(['l'])
    expect(records([part('a', {}), part('l', { role: 'label' }), part('m', { role: 'label' })])).toEqual(['m'])
    expect(records([part('a', {}), part('l', { role: 'label' }), part('o', { role: 'overview' })])).toEqual([])
  })
})

describe('a slide in several files', () => {
  const one = { concatenation: '9', parts: 3 }
  const a = part('a', { ...one, frames: 3, part: 1, offset: 0 })
  const b = part('b', { ...one, frames: 3, part: 2, offset: 3 })
  const c = part('c', { ...one, frames: 2, part: 3, offset: 6 })
  const at = (parts: Part[]) => {
    const { slides } = slidesOf(parts)
    const [slide] = slides
    const pieces = slide?.levels[0] && piecesOf(slide.levels[0], { focus: 0, path: '1' })
    return { count: slides.length, missing: slide?.missing, tiles: [0, 1].flatMap(y => [0, 1, 2, 3].map(x => pieces?.(x, y).map(p => `${p.part.record}${p.frame}`).join('+') ?? '')) }
  }
  it('lies where its frames are counted through, whatever their order', () => {
    expect(at([c, a, b])).toEqual({ count: 1, missing: 0, tiles: ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1', 'c2'] })
  })
  it('leaves the place of a part empty that is not here, and says it', () => {
    expect(at([c, a])).toEqual({ count: 1, missing: 1, tiles: ['a1', 'a2', 'a3', '', '', '', 'c1', 'c2'] })
    const untold = [a, c].map(p => ({ ...p, file: { ...p.file, parts: 0, part: 0 } }))
    expect(at(untold).missing).toBe(1)
  })
  it('counts the frames before a part that does not say them, and guesses none', () => {
    const untold = [a, b, c].map(p => ({ ...p, file: { ...p.file, offset: -1 } }))
    expect(at(untold).tiles).toEqual(at([a, b, c]).tiles)
    expect(at(untold.filter(p => p.record !== 'b'))).toEqual({ count: 1, missing: 1, tiles: ['a1', 'a2', 'a3', '', '', '', '', ''] })
  })
  const dumb = (p: Part, more: Partial<SlideFile> = {}) => ({ ...p, file: { ...p.file, parts: 0, part: 0, offset: -1, ...more } })
  const nothing = ['', '', '', '', '', '', '', '']
  it('lays no part by the order in which it came', () => {
    const [x, y] = [dumb(a, { frames: 5 }), dumb(b)]
    for (const parts of [[x, y], [y, x]]) {
      expect(at(parts)).toEqual({ count: 1, missing: 0, tiles: nothing })
      expect(slidesOf(parts).slides[0]?.unplaced).toBe(2)
    }
    // Nor by one that says where it lies, or that has a number.
    for (const parts of [[a, dumb(b)], [dumb(b), { ...a, file: { ...a.file, part: 0, parts: 0 } }], [dumb(b), { ...a, file: { ...a.file, offset: -1 } }]]) {
      expect(at(parts).tiles).toEqual(['a1', 'a2', 'a3', '', '', '', '', ''])
      expect(slidesOf(parts).slides[0]?.unplaced).toBe(1)
    }
    expect(slidesOf([a, b, c]).slides[0]?.unplaced).toBe(0)
  })
  it('lays one alone that says nothing only where it is all of it', () => {
    expect(at([dumb(a)]).tiles).toEqual(nothing)
    expect(at([dumb(a, { frames: 8 })]).tiles).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8'])
  })
  it('does not say which plane or place a frame shows that lies nowhere', () => {
    const planes = { focus: [0, 1], frames: 8 }
    const { slides } = slidesOf([dumb(a, planes), dumb(b, planes)])
    expect(seenIn(slides, { record: 'b', sop: 'b', frame: 1 })).toBeNull()
    const level = slides[0]?.levels[0]
    expect(level && frameAt(level, { focus: 0, path: '1' }, 0, 0)).toBeNull()
    const flat = slidesOf([dumb(a), dumb(b)]).slides[0]?.levels[0]
    expect(flat && frameAt(flat, { focus: 0, path: '1' }, 0, 0)).toBeNull()
  })
  it('counts no part that says where each of its frames lies among those that do not', () => {
    const says = [0, 256, 512].flatMap(left => [left, 0, 0, 0])
    const parts = [dumb(a, { tiles: says }), dumb(b, { tiles: says.map((n, i) => (i % 4 === 1 ? 256 : n)) })]
    expect(at(parts).tiles).toEqual(['a1', 'a2', 'a3', '', 'b1', 'b2', 'b3', ''])
    expect(slidesOf(parts).slides[0]?.unplaced).toBe(0)
  })
  it('says which files contradict others', () => {
    const count = (parts: Part[]) => slidesOf(parts).slides.map(s => s.disputed)
    const says = (...left: number[]) => left.flatMap(x => [x, 0, 0, 0])
    expect(count([a, b, c])).toEqual([0])
    expect(count([a])).toEqual([0])
    expect(count([part('w', {}), part('v', { paths: ['2'] })])).toEqual([0])
    expect(count([part('w', { focus: [0, 1], frames: 16 })])).toEqual([0])
    // One part twice, and frames that are counted over those of another.
    expect(count([a, b, c, { ...b, record: 'b2', uid: 'b2' }])).toEqual([1])
    expect(count([a, { ...b, file: { ...b.file, offset: 2 } }, c])).toEqual([1])
    // One tile in two files, in one file twice, and in the middle of another's.
    expect(count([dumb(a, { tiles: says(0, 256, 512) }), dumb(b, { tiles: says(512, 768) })])).toEqual([1])
    expect(count([dumb(a, { tiles: says(0, 256, 256) })])).toEqual([1])
    expect(count([dumb(a, { tiles: says(0, 256) }), dumb(b, { tiles: says(512, 768) })])).toEqual([0])
    expect(count([a, dumb(b, { tiles: says(512, 768) })])).toEqual([1])
    // Another size of the whole, which makes two slides of them, or two scales of one.
    expect(count([a, b, part('x', { ...one, part: 3, offset: 6, columns: 2048 })])).toEqual([1, 2])
    expect(count([a, b, part('x', { ...one, ...half, part: 3, offset: 6 })])).toEqual([3])
  })
  it('shows a part once that came twice', () => {
    expect(at([a, b, c, { ...b, record: 'b2', uid: 'b2' }]).tiles).toEqual(at([a, b, c]).tiles)
  })
  it('is not put together from files of other sizes', () => {
    expect(at([a, part('x', { ...one, part: 2, offset: 3, columns: 2048 })]).count).toBe(2)
  })
})

describe('focal planes', () => {
  const whole = (z: number) => [0, 256, 512, 768].flatMap(x => [0, 256].flatMap(y => [x, y, z, 0]))
  const records = (parts: Part[], focus: number) => {
    const [slide] = slidesOf(parts).slides
    return { focus: slide?.focus, at: slide?.levels.map(l => piecesOf(l, { focus, path: '1' })(0, 0).map(p => `${p.part.record}${p.frame}`).join('+')) }
  }
  it('are those of all files together, each in its own', () => {
    // Either file numbers the planes that it has itself.
    const low = part('low', { concatenation: '9', part: 1, focus: [-1.5], tiles: whole(0) })
    const high = part('high', { concatenation: '9', part: 2, offset: 8, focus: [0, 1.5], tiles: [...whole(1), ...whole(0)], frames: 16 })
    for (const [focus, want] of [[-1.5, 'low1'], [0, 'high9'], [1.5, 'high1']] as const) expect(records([high, low], focus)).toEqual({ focus: [-1.5, 0, 1.5], at: [want] })
    const { slides } = slidesOf([low, high])
    expect(seenIn(slides, { record: 'high', sop: 'high', frame: 1 })?.sight.focus).toBe(1.5)
    expect(seenIn(slides, { record: 'low', sop: 'low', frame: 1 })?.sight.focus).toBe(-1.5)
    const level = slides[0]?.levels[0]
    expect(level && frameAt(level, { focus: 0, path: '1' }, 0, 0)).toMatchObject({ part: { record: 'high' }, frame: 9 })
  })
  it('are the nearest of a scale that has fewer', () => {
    const fine = part('fine', { focus: [0, 0.5, 1], frames: 24 })
    const coarse = part('coarse', { ...half, focus: [0.6] })
    expect(records([fine, coarse], 0)).toEqual({ focus: [0, 0.5, 1], at: ['coarse1', 'fine1'] })
    expect(records([fine, coarse], 1)).toEqual({ focus: [0, 0.5, 1], at: ['coarse1', 'fine17'] })
  })
  it('go by their order where nobody says how high they lie', () => {
    expect(records([part('a', { focus: [0, 0, 0], frames: 24 })], 2)).toEqual({ focus: [0, 1, 2], at: ['a17'] })
  })
})
