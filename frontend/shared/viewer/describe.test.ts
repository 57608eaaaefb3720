// @vitest-environment node
import { describe as suite, expect, it } from 'vitest'
import type { DicomJson } from './dataset'
import { describe } from './describe'

const sq = (...Value: DicomJson[]) => ({ vr: 'SQ', Value })
const ds = (...n: number[]) => ({ vr: 'DS', Value: n })
const cs = (v: string) => ({ vr: 'CS', Value: [v] })
const values = (slope: number): DicomJson => ({ '00289145': sq({ '00281052': ds(-1024), '00281053': ds(slope) }) })
const cut = (d: DicomJson) => ({ ...d, cut: true }) as unknown as DicomJson

suite('a frame of a file that was not read to its end', () => {
  const long = cut({ '00080060': cs('CT'), '52009230': sq(values(2), values(2), cut({})) })
  it('has its own values where they came', () => {
    expect(describe(long, 2).info.modality).toEqual({ slope: 2, intercept: -1024 })
  })
  it('is not measured with values that are not its own', () => {
    expect(() => describe(long, 3)).toThrow('untold')
    expect(() => describe(long, 4)).toThrow('untold')
    expect(() => describe(cut({ '52009230': sq(values(2), { '00289145': sq({ '00281053': { vr: 'DS', bytes: 2 } }) }) }), 2)).toThrow('untold')
    expect(() => describe(cut({ '52009229': sq(values(2)) }), 1)).toThrow('untold')
  })
  it('is shown where only its pixels are damaged, and where no frame has values of its own', () => {
    expect(describe(cut({ '52009230': sq(values(2), values(3)) }), 2).info.modality.slope).toBe(3)
    expect(describe(cut({ '00281053': ds(4) }), 9).info.modality.slope).toBe(4)
  })
})

suite('a value', () => {
  it('of CT is in HU where its file says how it becomes so, and not in a capture', () => {
    const ct = { '00080060': cs('CT') }
    expect(describe({ ...ct, '00281052': ds(-1024), '00281053': ds(1) }, 1).unit).toBe('HU')
    expect(describe({ ...ct, '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] } }, 1).unit).toBe('HU')
    expect(describe({ ...ct, '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.7'] } }, 1).unit).toBe('')
    expect(describe({ ...ct, '00281052': ds(0), '00281054': cs('US') }, 1).unit).toBe('')
  })
})

suite('colors over gray', () => {
  it('are said to be left out where the file has a palette for some of its values', () => {
    const gray = { '00280004': cs('MONOCHROME2') }
    const palette = { '00281101': { vr: 'US', Value: [100, 1024, 16] } }
    expect(describe({ ...gray, ...palette, '00089205': cs('COLOR') }, 1).colorsLeft).toBe(true)
    expect(describe({ ...gray, ...palette, '00089205': cs('MONOCHROME') }, 1).colorsLeft).toBe(false)
    expect(describe(gray, 1).colorsLeft).toBe(false)
    expect(describe({ ...palette, '00280004': cs('PALETTE COLOR') }, 1).colorsLeft).toBe(false)
  })
})

suite('a spacing', () => {
  const atDetector = (d: DicomJson) => describe(d, 1).atDetector
  it('of the detector alone is of the shadow, whatever the modality and its calibration', () => {
    expect(atDetector({ '00080060': cs('RG'), '00181164': ds(0.1, 0.1) })).toBe(true)
    expect(atDetector({ '00080060': cs('DX'), '00181164': ds(0.1, 0.1), '00280A02': cs('FIDUCIAL') })).toBe(true)
  })
  it('of the body is not, but of a projection that nobody calibrated', () => {
    expect(atDetector({ '00080060': cs('CT'), '00280030': ds(0.5, 0.5), '00181164': ds(1, 1) })).toBe(false)
    expect(atDetector({ '00080060': cs('DX'), '00280030': ds(0.1, 0.1) })).toBe(true)
    expect(atDetector({ '00080060': cs('DX'), '00280030': ds(0.1, 0.1), '00280A02': cs('FIDUCIAL') })).toBe(false)
    expect(atDetector({})).toBe(false)
  })
})
