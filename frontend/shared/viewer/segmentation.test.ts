// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { DicomJson } from './dataset'
import { colorsOf, fromLab } from './segment-color'
import { edges, laidOn, type Segmentation, segmentationOf } from './segmentation'
import { type Plane, planeOf } from './space'

const sq = (...Value: DicomJson[]) => ({ vr: 'SQ', Value })
const v = (...Value: (string | number)[]) => ({ vr: 'UN', Value })

const straight = [1, 0, 0, 0, 1, 0]
const plane = (z: number, orientation = straight, spacing: [number, number] = [1, 1]) => planeOf({ position: [0, 0, z], orientation, spacing }) as Plane

type FrameOf = { z?: number; segment?: number; sop?: string; frames?: number[] }
const frame = ({ z, segment = 1, sop, frames = [] }: FrameOf): DicomJson => ({
  ...(z === undefined ? {} : { '00209113': sq({ '00200032': v(0, 0, z) }) }),
  '0062000A': sq({ '0062000B': v(segment) }),
  ...(sop ? { '00089124': sq({ '00082112': sq({ '00081155': v(sop), '00081160': v(...frames) }) }) } : {}),
})

function made(frames: FrameOf[], more: DicomJson = {}): Segmentation {
  const s = segmentationOf({
    '00620001': v('BINARY'), '00280010': v(4), '00280011': v(4), '00280008': v(frames.length), '00200052': v('space'),
    '00620002': sq({ '00620004': v(1), '00620005': v('Liver') }, { '00620004': v(2) }),
    '52009229': sq({ '00209116': sq({ '00200037': v(...straight) }), '00289110': sq({ '00280030': v(1, 1), '00180050': v(2) }) }),
    '52009230': sq(...frames.map(frame)),
    ...more,
  })
  if (typeof s === 'string') throw new Error(s)
  return s
}

const under = { sop: 'a', frame: 1, rows: 4, columns: 4, frameOfReference: 'space' }

describe('a segmentation', () => {
  it('says its segments, and which it cannot be drawn of', () => {
    expect(made([{ z: 0 }]).segments.map(s => [s.number, s.label])).toEqual([[1, 'Liver'], [2, '']])
    expect(segmentationOf({ '00080016': v('1.2.840.10008.5.1.4.1.1.66.5') })).toBe('surface')
    expect(segmentationOf({ '00620001': v('NEW') })).toBe('unknown')
    expect(segmentationOf({ '00620001': v('BINARY'), '00280010': v(4), '00280011': v(4) })).toBe('empty')
  })
  it('of labels has no outside among them', () => {
    const s = made([{}], { '00620001': v('LABELMAP'), '00280120': v(2), '00620002': sq(...[0, 1, 2].map(n => ({ '00620004': v(n) }))) })
    expect([s.segments.map(x => x.number), s.frames[0]?.segment]).toEqual([[1], null])
  })
  it('is not whole where frames are not told', () => {
    expect([made([{ z: 0 }]).cut, made([{ z: 0 }], { '00280008': v(2) }).cut, made([{ z: 0 }], { cut: true } as unknown as DicomJson).cut]).toEqual([false, true, true])
  })
})

describe('a frame of a segmentation', () => {
  const laid = (frames: FrameOf[], image: Partial<typeof under> & { plane?: Plane }, more: DicomJson = {}) => {
    const found = laidOn(made(frames, more), { ...under, ...image })
    return [found.laid.map(l => l.frame.frame), found.why]
  }
  it('lies on the image and the frame that it names', () => {
    expect(laid([{ sop: 'a', z: 0 }], { plane: plane(0) })).toEqual([[1], undefined])
    expect(laid([{ sop: 'a', frames: [2], z: 0 }], {})).toEqual([[], undefined])
    expect(laid([{ sop: 'a' }], {})).toEqual([[1], undefined])
  })
  it('lies where the image lies in the same space, of each segment the nearest', () => {
    const frames = [{ z: 0 }, { z: 0.9 }, { z: 5 }, { z: 0, segment: 2 }]
    expect(laid(frames, { sop: 'b', plane: plane(0.8) })).toEqual([[2, 4], undefined])
    expect(laid(frames, { sop: 'b', plane: plane(3) })).toEqual([[], undefined])
    expect(laid(frames, { sop: 'b', plane: plane(0), frameOfReference: 'other' })).toEqual([[], undefined])
    expect(laid(frames, { sop: 'b', plane: plane(0), frameOfReference: '' })).toEqual([[], undefined])
  })
  it('is not drawn on an image that it names and does not fit', () => {
    expect(laid([{ sop: 'a', z: 0 }], { plane: plane(9) })).toEqual([[], 'apart'])
    expect(laid([{ sop: 'a', z: 0 }], { plane: plane(0, [1, 0, 0, 0, 0, 1]) })).toEqual([[], 'turned'])
    expect(laid([{ sop: 'a' }], { rows: 5 })).toEqual([[], 'size'])
    expect(laid([{ sop: 'a', z: 0 }], { plane: plane(0), frameOfReference: 'other' })).toEqual([[], 'apart'])
  })
  it('lies in the plane with all its corners, or is turned', () => {
    const tilted = (degrees: number, size: number) => {
      const a = (degrees * Math.PI) / 180
      const large = { '00280010': v(size), '00280011': v(size) }
      return laid([{ sop: 'a', z: 0 }], { rows: size, columns: size, plane: plane(0, [Math.cos(a), 0, Math.sin(a), 0, 1, 0]) }, large)
    }
    // Half of 2 mm is allowed: 500 mm at 2 degrees are 17 off, at a tenth of one 0.9.
    expect([tilted(2, 500), tilted(0.1, 500), tilted(2, 20)]).toEqual([[[], 'turned'], [[1], undefined], [[1], undefined]])
  })
  it('is laid by places in one space that both name, and by pixels where neither names any', () => {
    const nowhere = { '00200052': v('') }
    const image = { plane: plane(9), frameOfReference: '' }
    expect(laid([{ sop: 'a', z: 0 }], image, nowhere)).toEqual([[1], undefined])
    expect(laid([{ sop: 'a', z: 0 }], { ...image, rows: 9, columns: 9, plane: plane(0, straight, [0.5, 0.5]) }, nowhere)).toEqual([[], 'size'])
    expect(laid([{ sop: 'b', z: 9 }], image, nowhere)).toEqual([[], undefined])
  })
  it('may be of another size, place and turn in the plane', () => {
    const [l] = laidOn(made([{ sop: 'a', z: 0 }]), { ...under, rows: 9, columns: 9, plane: plane(0, [0, 1, 0, 1, 0, 0], [0.5, 0.5]) }).laid
    // A millimeter is two of the image's pixels; its columns run where the mask's rows do.
    expect(l?.to).toMatchObject({ a: 0, b: 2, c: 2, d: 0, e: -0.5, f: -0.5 })
  })
})

describe('outlines', () => {
  const of = (rows: string[]) => edges(rows[0]?.length ?? 0, rows.length, i => rows.join('')[i] === '#')
  it('run around what is inside, each straight part as one', () => {
    const lines = of(['....', '.##.', '....'])
    expect(Array.from({ length: lines.length / 4 }, (_, i) => lines.slice(4 * i, 4 * i + 4).join())).toEqual(['1,1,3,1', '1,2,3,2', '1,1,1,2', '3,1,3,2'])
  })
  it('close at the border of the image, and are none of nothing', () => {
    expect(of(['##', '##']).length / 4).toBe(4)
    expect(of(['..'])).toEqual([])
  })
})

describe('the color of a segment', () => {
  const lab = (l: number, a: number, b: number): DicomJson => ({ '0062000D': v(...[l / 100, (a + 128) / 255, (b + 128) / 255].map(x => Math.round(65535 * x))) })
  it('is the recommended one, in the screen\'s own', () => {
    // sRGB red, green and blue under D50.
    for (const [color, rgb] of [[[54.29, 80.8, 69.89], [255, 0, 0]], [[87.82, -79.27, 80.99], [0, 255, 0]], [[29.57, 68.3, -112.03], [0, 0, 255]], [[100, 0, 0], [255, 255, 255]]] as const) {
      fromLab([...color]).forEach((c, i) => expect(Math.abs(c - (rgb[i] ?? 0))).toBeLessThanOrEqual(2))
    }
  })
  it('is one of a set where none is recommended, or it is not seen, or another has it', () => {
    const set = colorsOf([{}, {}])
    expect(set[0]).not.toEqual(set[1])
    expect(colorsOf([lab(5, 0, 0)])).toEqual([set[0]])
    expect(colorsOf([lab(70, 10, 10), lab(70, 10, 10)])).toEqual(set)
  })
})
