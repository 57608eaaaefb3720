// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { decode } from './decode'
import { type FrameInfo, NotShown, type Picture } from './frame-info'
import { expand, palette } from './lut'
import type { Codecs } from './wasm'

const noCodecs = { decoder: () => Promise.reject(new Error('no codec here')), drop: () => {} } as unknown as Codecs
const little = '1.2.840.10008.1.2.1'
const rle = '1.2.840.10008.1.2.5'

const gray16: FrameInfo = { rows: 1, columns: 4, samples: 1, photometric: 'MONOCHROME2', planar: 0, allocated: 16, stored: 16, highBit: 15, signed: false, float: false, modality: { slope: 1, intercept: 0 } }
const color8: FrameInfo = { ...gray16, columns: 2, samples: 3, photometric: 'RGB', allocated: 8, stored: 8, highBit: 7 }

const words = (...v: number[]) => new Uint8Array(Uint16Array.from(v).buffer)

function values(p: Picture): number[] {
  return [...(p.kind === 'gray' ? p.values : p.rgb)]
}

describe('a native frame becomes the values that it stands for', () => {
  const cases: [string, FrameInfo, Uint8Array, number[]][] = [
    ['16 bits', gray16, words(0, 1, 0x8000, 0xffff), [0, 1, 32768, 65535]],
    ['12 bits with an overlay in the bits above', { ...gray16, stored: 12, highBit: 11 }, words(0x1fff, 0xf001, 0x0800, 0x10), [4095, 1, 2048, 16]],
    ['12 bits at the upper end of the word', { ...gray16, stored: 12, highBit: 15 }, words(0xfff0, 0x0010, 0x8000, 0), [4095, 1, 2048, 0]],
    ['signed 12 bits, the sign in bit 11', { ...gray16, stored: 12, highBit: 11, signed: true }, words(0x0fff, 0x0800, 0x07ff, 0xf001), [-1, -2048, 2047, 1]],
    ['rescaled to HU', { ...gray16, modality: { slope: 1, intercept: -1024 } }, words(0, 24, 1024, 4095), [-1024, -1000, 0, 3071]],
    ['rescaled by a fraction', { ...gray16, modality: { slope: 0.5, intercept: 0 } }, words(1, 2, 3, 4), [0.5, 1, 1.5, 2]],
    ['a table of the modality', { ...gray16, modality: { slope: 1, intercept: 0, lut: { first: 1, bits: 16, data: Uint16Array.of(100, 200), label: '' } } }, words(0, 1, 2, 3), [100, 100, 200, 200]],
    ['8 signed bits', { ...gray16, allocated: 8, stored: 8, highBit: 7, signed: true }, Uint8Array.of(0xff, 0x80, 0x7f, 0), [-1, -128, 127, 0]],
    ['single bits', { ...gray16, columns: 10, allocated: 1, stored: 1, highBit: 0 }, Uint8Array.of(0b10100101, 0b10), [1, 0, 1, 0, 0, 1, 0, 1, 0, 1]],
    ['12 bits packed in three bytes', { ...gray16, allocated: 12, stored: 12, highBit: 11 }, Uint8Array.of(0x23, 0x61, 0x45, 0x89, 0xc7, 0xab), [0x123, 0x456, 0x789, 0xabc]],
    ['32 bits', { ...gray16, columns: 2, allocated: 32, stored: 32, highBit: 31 }, new Uint8Array(Uint32Array.of(70000, 3).buffer), [70000, 3]],
    ['32 signed bits', { ...gray16, columns: 2, allocated: 32, stored: 32, highBit: 31, signed: true }, new Uint8Array(Int32Array.of(-70000, 3).buffer), [-70000, 3]],
    ['floats', { ...gray16, columns: 2, allocated: 32, stored: 32, highBit: 31, float: true }, new Uint8Array(Float32Array.of(-0.5, 3.25).buffer), [-0.5, 3.25]],
    ['doubles', { ...gray16, columns: 2, allocated: 64, stored: 64, highBit: 63, float: true }, new Uint8Array(Float64Array.of(-0.5, 3.25).buffer), [-0.5, 3.25]],
    ['RGB by pixel', color8, Uint8Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3, 4, 5, 6]],
    ['RGB by plane', { ...color8, planar: 1 }, Uint8Array.of(1, 4, 2, 5, 3, 6), [1, 2, 3, 4, 5, 6]],
    ['RGB of 16 bits', { ...color8, columns: 1, allocated: 16, stored: 16, highBit: 15 }, words(0x0100, 0xff00, 0x7fff), [1, 255, 127]],
    ['YBR_FULL: gray and red', { ...color8, photometric: 'YBR_FULL' }, Uint8Array.of(90, 128, 128, 76, 85, 255), [90, 90, 90, 254, 0, 0]],
    ['YBR_FULL_422 shares its colors', { ...color8, photometric: 'YBR_FULL_422' }, Uint8Array.of(90, 20, 128, 128), [90, 90, 90, 20, 20, 20]],
    ['YBR_FULL_422 that was written whole', { ...color8, photometric: 'YBR_FULL_422' }, Uint8Array.of(90, 128, 128, 20, 128, 128), [90, 90, 90, 20, 20, 20]],
    ['YBR_PARTIAL_422: black and white', { ...color8, photometric: 'YBR_PARTIAL_422' }, Uint8Array.of(16, 235, 128, 128), [0, 0, 0, 255, 255, 255]],
    [
      'a palette of 16 bits',
      { ...gray16, columns: 3, photometric: 'PALETTE COLOR', allocated: 8, stored: 8, highBit: 7, palette: palette(1, 16, Uint16Array.of(0x1234, 0xff00), Uint16Array.of(0, 1), Uint16Array.of(0xffff, 0x80ff)) },
      Uint8Array.of(0, 1, 9),
      [0x12, 0, 0xff, 0x12, 0, 0xff, 0xff, 0, 0x80],
    ],
    ['a palette of 16 bits by name, of 8 in truth', { ...gray16, columns: 1, photometric: 'PALETTE COLOR', allocated: 8, stored: 8, highBit: 7, palette: palette(0, 16, Uint16Array.of(200), Uint16Array.of(7), Uint16Array.of(255)) }, Uint8Array.of(0), [200, 7, 255]],
  ]
  it.each(cases)('%s', async (_, info, bytes, want) => {
    expect(values(await decode(info, bytes, little, noCodecs))).toEqual(want)
  })
})

/** An RLE frame of the given segments. */
function rleFrame(...segments: number[][]): Uint8Array {
  const header = new Uint32Array(16)
  header[0] = segments.length
  let at = 64
  segments.forEach((s, i) => {
    header[i + 1] = at
    at += s.length
  })
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()])
}

describe('RLE', () => {
  it('takes the high bytes first, runs and literals', async () => {
    const bytes = rleFrame([0xfd, 0x01], [0x03, 1, 2, 3, 4])
    expect(values(await decode(gray16, bytes, rle, noCodecs))).toEqual([0x101, 0x102, 0x103, 0x104])
  })
  it('has a plane for each color', async () => {
    const bytes = rleFrame([0x01, 1, 4], [0x01, 2, 5], [0x01, 3, 6])
    expect(values(await decode(color8, bytes, rle, noCodecs))).toEqual([1, 2, 3, 4, 5, 6])
  })
})

describe('what cannot be shown says why, and nothing is shown of it', () => {
  const cases: [string, FrameInfo, Uint8Array, string, string][] = [
    ['too few bytes', gray16, words(1, 2, 3), little, 'short'],
    ['an RLE segment that ends early', gray16, rleFrame([0xfd, 1], [0x01, 1, 2]), rle, 'short'],
    ['another number of RLE segments', gray16, rleFrame([0xfd, 1]), rle, 'lies'],
    ['no rows', { ...gray16, rows: 0 }, words(1), little, 'empty'],
    ['more bits stored than allocated', { ...gray16, stored: 17 }, words(1, 2, 3, 4), little, 'bits'],
    ['no bits at all', { ...gray16, allocated: 0, stored: 0, highBit: -1 }, words(1, 2, 3, 4), little, 'bits'],
    ['four samples', { ...color8, samples: 4, photometric: 'CMYK' }, new Uint8Array(8), little, 'photometric'],
    ['a color that is not used any more', { ...color8, photometric: 'HSV' }, new Uint8Array(6), little, 'photometric'],
    ['a color of films, as it is', { ...color8, rows: 2, photometric: 'YBR_PARTIAL_420' }, new Uint8Array(6), little, 'photometric'],
    ['a palette that is not there', { ...gray16, photometric: 'PALETTE COLOR' }, words(0, 0, 0, 0), little, 'palette'],
    ['a syntax of somebody else', gray16, words(1, 2, 3, 4), '1.2.3.4', 'syntax'],
    ['a video', gray16, words(1, 2, 3, 4), '1.2.840.10008.1.2.4.102', 'video'],
    ['no JPEG where one is promised', gray16, words(1, 2, 3, 4), '1.2.840.10008.1.2.4.70', 'codec'],
    ['two gigabytes', { ...gray16, rows: 32768, columns: 32768 }, words(1), little, 'large'],
    ['a JPEG of another size', gray16, Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0), '1.2.840.10008.1.2.4.50', 'lies'],
    ['a codec that gives up', gray16, Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 1, 0, 4, 1, 1, 0x11, 0), '1.2.840.10008.1.2.4.50', 'codec'],
  ]
  it.each(cases)('%s', async (_, info, bytes, syntax, why) => {
    const said = await decode(info, bytes, syntax, noCodecs).catch((e: unknown) => e)
    expect(said).toBeInstanceOf(NotShown)
    expect((said as NotShown).why).toBe(why)
  })
})

describe('what a native frame takes', () => {
  const signed16 = { ...gray16, signed: true, modality: { slope: 1, intercept: -1024 } }
  it.each([
    ['as it was stored', gray16],
    ['after the mapping of a CT', signed16],
  ])('is the room of its bytes, %s', async (_, info) => {
    const bytes = words(1, 2, 3, 4)
    const { buffer } = bytes
    const shown = await decode(info, bytes, little, noCodecs)
    expect(shown.kind === 'gray' && shown.values.buffer).toBe(buffer)
  })
  it('is a room of its own where a value needs more', async () => {
    const half = { ...gray16, modality: { slope: 0.5, intercept: 0 } }
    expect(values(await decode(half, words(1, 2, 3, 4), little, noCodecs))).toEqual([0.5, 1, 1.5, 2])
  })
})

describe('a segmented palette', () => {
  const wide = (...v: number[]) => words(...v)
  it('is written out', () => {
    // Discrete 10, 20; linear to 60 in four steps; the first segment once more.
    expect([...expand(wide(0, 2, 10, 20, 1, 4, 60, 2, 1, 0, 0), 8, true)]).toEqual([10, 20, 30, 40, 50, 60, 10, 20])
  })
  it.each([
    ['a line that begins nowhere', wide(1, 2, 60)],
    ['too few entries', wide(0, 1, 5)],
    ['a pointer at itself', wide(0, 1, 5, 2, 2, 6, 0)],
    ['an end in the middle', wide(0, 9, 5)],
  ])('refuses %s', (_, raw) => {
    expect(() => expand(raw, 8, true)).toThrow(NotShown)
  })
})
