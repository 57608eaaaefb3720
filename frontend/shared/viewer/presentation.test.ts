import { describe, expect, it } from 'vitest'
import type { DicomJson } from './dataset'
import { beneath, drawingsOn, isAbout, isOfOtherValues, isReadable, keyObjectsOf, presentationOf, presented } from './presentation'
import { affine, apply, plainView, type View } from './view'

const sq = (...Value: DicomJson[]) => ({ vr: 'SQ', Value })
const cs = (...Value: string[]) => ({ vr: 'CS', Value })
const fl = (...Value: number[]) => ({ vr: 'FL', Value })

describe('a presentation state', () => {
  const ds: DicomJson = {
    '00700080': cs('NODES'),
    '00081115': sq({ '00081140': sq({ '00081155': cs('1.2.3'), '00081160': { vr: 'IS', Value: [2] } }) }),
    '00700042': { vr: 'US', Value: [90] },
    '00700041': cs('Y'),
    '20500020': cs('INVERSE'),
    '00283110': sq({ '00281050': { vr: 'DS', Value: [40] }, '00281051': { vr: 'DS', Value: [400] } }),
    '00181600': cs('CIRCULAR'),
    '00700001': sq({
      '00700009': sq(
        { '00700005': cs('PIXEL'), '00700023': cs('POLYLINE'), '00700022': fl(1, 1, 11, 21), '00700024': cs('N') },
        { '00700005': cs('DISPLAY'), '00700023': cs('POLYLINE'), '00700022': fl(0, 0, 1, 1), '00700024': cs('N') },
      ),
      '00700008': sq({ '00700006': { vr: 'ST', Value: ['node'] }, '00700004': cs('PIXEL'), '00700014': fl(5, 6) }),
    }),
  }
  it('turns, mirrors, inverts and windows', () => {
    expect(presentationOf(ds)).toMatchObject({ label: 'NODES', turns: 3, flipped: true, inverse: true, windows: [{ window: { center: 40, width: 400 } }] })
  })
  it('draws on the image and in what is shown of it', () => {
    const p = presentationOf(ds)
    expect(p.drawings[0]?.drawings).toMatchObject([
      { kind: 'line', points: [{ x: 0.5, y: 0.5 }, { x: 10.5, y: 20.5 }] },
      { kind: 'line', points: [{ x: 0, y: 0 }, { x: 1, y: 1 }], shown: true },
      { kind: 'text', words: 'node', at: { x: 4.5, y: 5.5 } },
    ])
    const corners = (more: DicomJson) => {
      const [, line] = drawingsOn(presentationOf({ ...ds, ...more }), { sop: '1.2.3', frame: 2, inverse: false }, { columns: 30, rows: 20, aspect: 1 })
      return line?.kind === 'line' && line.points
    }
    // Turned and then mirrored the upper left stays; turned alone it was the lower left.
    expect(corners({})).toEqual([{ x: 0, y: 0 }, { x: 30, y: 20 }])
    expect(corners({ '00700041': cs('N') })).toEqual([{ x: 0, y: 20 }, { x: 30, y: 0 }])
    expect(corners({ '00700042': { vr: 'US', Value: [0] } })).toEqual([{ x: 30, y: 0 }, { x: 0, y: 20 }])
    expect(p.left).toEqual(['shutter'])
  })
  it('says what of it has no place', () => {
    expect(presentationOf({ '00700001': sq({ '00700009': sq({ '00700005': cs('MATRIX'), '00700023': cs('POINT'), '00700022': fl(1, 1) }) }) }).left).toEqual(['screen'])
  })
  it('is about the images and frames that it names', () => {
    const { images } = presentationOf(ds)
    expect(isAbout(images, '1.2.3', 2)).toBe(true)
    expect(isAbout(images, '1.2.3', 1)).toBe(false)
    expect(isAbout([], 'any', 7)).toBe(true)
  })
})

const extent = { columns: 3, rows: 2, aspect: 1 }

describe('an image under a presentation state', () => {
  const window = (sop: string, center: number): DicomJson => ({ '00081140': sq({ '00081155': cs(sop) }), '00281050': { vr: 'DS', Value: [center] }, '00281051': { vr: 'DS', Value: [100] } })
  const state = (more: DicomJson = {}) => presentationOf({ '00081115': sq({ '00081140': sq({ '00081155': cs('a') }, { '00081155': cs('b') }) }), '00283110': sq(window('a', 1), window('b', 2)), ...more })
  const image = (sop: string, inverse = false) => ({ sop, frame: 1, inverse })

  it('has the grays that the state says, whatever its own are', () => {
    const inverse = (shape: string, own: boolean) => own !== presented(plainView, state({ '20500020': cs(shape) }), image('a', own)).inverted
    expect([inverse('INVERSE', false), inverse('INVERSE', true)]).toEqual([true, true])
    expect([inverse('IDENTITY', false), inverse('IDENTITY', true)]).toEqual([false, false])
    expect([inverse('', false), inverse('', true)]).toEqual([false, true])
  })
  it('has the window that is its own, and a person\'s before it', () => {
    expect(['a', 'b'].map(sop => presented(plainView, state(), image(sop)).window?.center)).toEqual([1, 2])
    expect(presented({ ...plainView, window: { center: 9, width: 9 } }, state(), image('a')).window?.center).toBe(9)
  })
  it('is left as it is where the state does not name it', () => {
    const p = state({ '00700042': { vr: 'US', Value: [90] }, '00700041': cs('Y'), '20500020': cs('INVERSE'), '00700001': sq({ '00700009': sq({ '00700005': cs('PIXEL'), '00700023': cs('POINT'), '00700022': fl(1, 1) }) }) })
    expect(presented(plainView, p, image('c'))).toEqual(plainView)
    expect([drawingsOn(p, image('c'), extent).length, drawingsOn(p, image('a'), extent).length]).toEqual([0, 1])
  })
  it('is turned and mirrored by a person as it is seen', () => {
    const room = { width: 100, height: 100 }
    const middle = (v: View, x: number, y: number) => { const q = apply(affine(extent, v, room), { x, y }); return { x: Math.sign(Math.round(q.x - 50)), y: Math.sign(Math.round(q.y - 50)) } }
    const p = state({ '00700042': { vr: 'US', Value: [90] } })
    // Its upper middle is at the end after a turn, and at the start when that is mirrored.
    expect(middle(presented(plainView, p, image('a')), 1.5, 0)).toEqual({ x: 1, y: 0 })
    expect(middle(presented({ ...plainView, flipped: true }, p, image('a')), 1.5, 0)).toEqual({ x: -1, y: 0 })
  })
  it('has its table or its curve of grays, until a person chooses a window', () => {
    const table = state({ '00283110': sq({ '00283010': sq({ '00283002': { vr: 'SS', Value: [2, -5, 8] }, '00283006': { vr: 'US', Value: [255, 0] } }) }) })
    expect(presented(plainView, table, image('a'))).toMatchObject({ window: null, voi: { lut: { first: -5, bits: 8 } } })
    const unsaid = state({ '00283110': sq({ '00283010': sq({ '00283002': { vr: 'US', Value: [2, 65531, 8] }, '00283006': { vr: 'US', Value: [255, 0] } }) }) })
    expect([true, false].map(signed => presented(plainView, unsaid, { ...image('a'), signed }).voi?.lut?.first)).toEqual([-5, 65531])
    expect(presented({ ...plainView, window: { center: 9, width: 9 } }, table, image('a')).voi).toBeUndefined()
    expect(presented(plainView, state({ '00283110': sq({ ...window('a', 1), '00281056': cs('SIGMOID') }) }), image('a')).voi).toEqual({ shape: 'sigmoid', lut: undefined })
  })
  it('has no grays that are meant for other values', () => {
    const p = state({ '00281053': { vr: 'DS', Value: [2] }, '00281052': { vr: 'DS', Value: [0] } })
    const of = { ...image('a'), values: { slope: 1, intercept: 0 } }
    expect([presented(plainView, p, of).window, isOfOtherValues(p, of)]).toEqual([null, true])
    expect(isOfOtherValues(p, { ...of, values: { slope: 2, intercept: 0 } })).toBe(false)
  })
  it('shows the area that it names, whatever corner is named first', () => {
    const area = (...v: number[]) => state({ '0070005A': sq({ '00700052': { vr: 'SL', Value: v.slice(0, 2) }, '00700053': { vr: 'SL', Value: v.slice(2) } }) })
    for (const p of [area(2, 3, 5, 6), area(5, 6, 2, 3)]) expect(presented(plainView, p, image('a')).area).toEqual({ x0: 1, y0: 2, x1: 5, y1: 6, magnified: null })
    expect(presented(plainView, area(2, 3), image('a')).area).toBeUndefined()
  })
  it('says what is left of it', () => {
    expect(state().left).toEqual([])
    expect(state({ '20500010': sq({}) }).left).toEqual(['table'])
    expect(state({ '0070005A': sq({ '00700100': cs('TRUE SIZE') }) }).left).toEqual(['size'])
  })
  it('is not read where it mixes images or colors them', () => {
    expect([isReadable({ '00080016': cs('1.2.840.10008.5.1.4.1.1.11.1') }), isReadable({ '00080016': cs('1.2.840.10008.5.1.4.1.1.11.4') }), isReadable({ '00281101': { vr: 'US', Value: [256, 0, 16] } })]).toEqual([true, false, false])
  })
})

it('a selection names its images', () => {
  const found = keyObjectsOf({
    '0040A043': sq({ '00080104': { vr: 'LO', Value: ['Of Interest'] } }),
    '0040A730': sq({ '0040A040': cs('TEXT'), '0040A160': { vr: 'UT', Value: ['liver'] } }, { '0040A040': cs('IMAGE'), '00081199': sq({ '00081155': cs('1.2') }) }),
  })
  expect(found).toEqual({ title: 'Of Interest', note: 'liver', images: [{ sop: '1.2', frames: [] }] })
})

describe('what was seen under a state', () => {
  const states = ([0, 90, 180, 270] as const).flatMap(turn => ['Y', 'N'].flatMap(flip => ['INVERSE', 'IDENTITY'].map(shape => presentationOf({ '00700042': { vr: 'US', Value: [turn] }, '00700041': cs(flip), '20500020': cs(shape) }))))
  const seen = ([0, 1, 2, 3] as const).flatMap(turns => [true, false].flatMap(flipped => [true, false].map((inverted): View => ({ ...plainView, turns, flipped, inverted }))))
  it.each([true, false])('is seen again, whatever the state does and the image is (inverse: %s)', inverse => {
    const of = { sop: '1', frame: 1, inverse }
    for (const p of states) for (const v of seen) expect(presented(beneath(v, p, of), p, of)).toMatchObject({ turns: v.turns, flipped: v.flipped, inverted: v.inverted })
  })
})
