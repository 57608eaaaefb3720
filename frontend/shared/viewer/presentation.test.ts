import { describe, expect, it } from 'vitest'
import type { DicomJson } from './dataset'
import { isAbout, keyObjectsOf, presentationOf } from './presentation'

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
  it('draws what is of the image and says what it leaves', () => {
    const p = presentationOf(ds)
    expect(p.drawings[0]?.drawings).toEqual([
      { kind: 'line', points: [{ x: 0.5, y: 0.5 }, { x: 10.5, y: 20.5 }], filled: false },
      { kind: 'text', words: 'node', at: { x: 4.5, y: 5.5 } },
    ])
    expect(p.left).toEqual(['shutter', 'screen'])
  })
  it('is about the images and frames that it names', () => {
    const { images } = presentationOf(ds)
    expect(isAbout(images, '1.2.3', 2)).toBe(true)
    expect(isAbout(images, '1.2.3', 1)).toBe(false)
    expect(isAbout([], 'any', 7)).toBe(true)
  })
})

it('a selection names its images', () => {
  const found = keyObjectsOf({
    '0040A043': sq({ '00080104': { vr: 'LO', Value: ['Of Interest'] } }),
    '0040A730': sq({ '0040A040': cs('TEXT'), '0040A160': { vr: 'UT', Value: ['liver'] } }, { '0040A040': cs('IMAGE'), '00081199': sq({ '00081155': cs('1.2') }) }),
  })
  expect(found).toEqual({ title: 'Of Interest', note: 'liver', images: [{ sop: '1.2', frames: [] }] })
})
