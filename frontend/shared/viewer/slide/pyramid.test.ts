import { describe, expect, it } from 'vitest'
import { type Part, type SlideFile, slidesOf } from './pyramid'

function part(record: string, more: Partial<SlideFile>): Part {
  const file: SlideFile = {
    role: 'volume', container: 'S1', pyramid: '', space: '1.1', columns: 1024, rows: 512, tile_columns: 256, tile_rows: 256, frames: 8, spacing: [0.001, 0.001], power: 40, focus: [0], paths: ['1'], labeled: false,
    profile: false, concatenation: '', offset: 0, tiles: [], samples: 3, photometric: 'RGB', planar: 0, allocated: 8, stored: 8, high_bit: 7, signed: false, window: [], ...more,
  }
  return { record, uid: record, file }
}

const half = { columns: 512, rows: 256, frames: 2, spacing: [0.002, 0.002] }

function seen(parts: Part[]): string[] {
  return slidesOf(parts).map(s => [...s.levels.map(l => l.parts.map(p => p.record).join('+')), s.label ? `label ${s.label.parts[0]?.record}` : ''].filter(Boolean).join(' '))
}

describe('which images are one slide', () => {
  it('is levels of one space, with what was taken beside', () => {
    expect(seen([part('a', {}), part('b', half), part('l', { role: 'label', columns: 64, rows: 64, space: '1.9' })])).toEqual(['b a label l'])
  })
  it('is not two spaces of one container', () => {
    expect(seen([part('a', {}), part('b', half), part('c', { space: '1.2' }), part('d', { ...half, space: '1.2' })])).toEqual(['b a', 'd c'])
  })
  it('gives a label that may be of either slide to neither', () => {
    expect(seen([part('a', {}), part('c', { space: '1.2' }), part('l', { role: 'label', space: '1.9' })])).toEqual(['a', 'c'])
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
