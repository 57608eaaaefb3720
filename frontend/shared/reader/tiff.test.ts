// @vitest-environment node
import UTIF from 'utif'
import { describe, expect, it } from 'vitest'
import { isLarge, pagesOf, unpackedAsSaid, upright } from './tiff'

const page = (more: Record<string, number[]>): Record<string, number[]> => ({ t256: [400], t257: [100], ...more })

describe('a TIFF', () => {
  it('is told from its form for large files', () => {
    const of = (...bytes: number[]) => isLarge(Uint8Array.from(bytes).buffer)
    expect([of(0x49, 0x49, 43, 0), of(0x4d, 0x4d, 0, 43)]).toEqual([true, true])
    expect([of(0x49, 0x49, 42, 0), of(0x4d, 0x4d, 0, 42), of()]).toEqual([false, false, false])
  })
})

describe('pages of a TIFF', () => {
  it('are as upright, and as high, as they were scanned', () => {
    const shown = (more: Record<string, number[]>) => pagesOf([page(more)])[0]?.shown
    expect(shown({})).toEqual([400, 100])
    expect(shown({ t274: [3] })).toEqual([400, 100])
    expect(shown({ t274: [6] })).toEqual([100, 400])
    expect(shown({ t282: [204], t283: [102] })).toEqual([400, 200])
    expect(shown({ t274: [8], t282: [204], t283: [102] })).toEqual([200, 400])
    expect(shown({ t274: [99], t282: [1], t283: [0] })).toEqual([400, 100])
  })
  it('go by their numbers where each has one, else as they lie', () => {
    const order = (...numbers: number[][]) => pagesOf(numbers.map((n, i) => page(n.length > 0 ? { t297: n, t305: [i] } : { t305: [i] }))).map(p => p.directory.t305?.[0])
    expect(order([2, 3], [0, 3], [1, 3])).toEqual([1, 2, 0])
    expect(order([0, 0], [0, 0])).toEqual([0, 1])
    expect(order([1, 2], [])).toEqual([0, 1])
  })
  it('are not the small pictures beside them', () => {
    expect(pagesOf([page({ t254: [1] }), page({ t254: [2] }), page({})])).toHaveLength(2)
    expect(pagesOf([page({ t254: [1] })])).toHaveLength(1)
    expect(pagesOf([page({ t256: [0] })])).toHaveLength(0)
  })
})

describe('a page that was stored turned', () => {
  // As it is to be read: 1 2 3 over 4 5 6.
  const read = [1, 2, 3, 4, 5, 6]
  const stored: Record<number, { width: number; dots: number[] }> = {
    1: { width: 3, dots: [1, 2, 3, 4, 5, 6] },
    2: { width: 3, dots: [3, 2, 1, 6, 5, 4] },
    3: { width: 3, dots: [6, 5, 4, 3, 2, 1] },
    4: { width: 3, dots: [4, 5, 6, 1, 2, 3] },
    5: { width: 2, dots: [1, 4, 2, 5, 3, 6] },
    6: { width: 2, dots: [3, 6, 2, 5, 1, 4] },
    7: { width: 2, dots: [6, 3, 5, 2, 4, 1] },
    8: { width: 2, dots: [4, 1, 5, 2, 6, 3] },
  }
  for (const [lies, { width, dots }] of Object.entries(stored)) {
    it(`is shown upright: ${lies}`, () => {
      const out = upright({ width, height: 6 / width, data: new Uint8ClampedArray(new Uint32Array(dots).buffer) }, Number(lies))
      expect([out.width, out.height, ...new Uint32Array(out.data.buffer)]).toEqual([3, 2, ...read])
    })
  }
})

describe('a page in color that is packed as JPEG', () => {
  // Eight dots square of one red, 200, 30, 60: its three colors are packed as they are, as libtiff does.
  const red =
    'SUkqADQAAAD/2P/AABEIAAgACANSEQBHEQBCEQD/2gAMA1IARwBCAAA/APsCvz6r5Kr/2QsAAAEDAAEAAAAIAAAAAQEDAAEAAAAIAAAAAgEDAAMAAAC+AAAA' +
    'AwEDAAEAAAAHAAAABgEDAAEAAAACAAAAEQEEAAEAAAAIAAAAFQEDAAEAAAADAAAAFgEDAAEAAAAIAAAAFwEEAAEAAAAsAAAAHAEDAAEAAAABAAAAWwEHACEB' +
    'AADEAAAAAAAAAAgACAAIAP/Y/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8QA' +
    'HwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkK' +
    'FhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG' +
    'x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9k='
  it('has the colors that were scanned', () => {
    const file = Uint8Array.from(atob(red), c => c.charCodeAt(0)).buffer
    const [page] = UTIF.decode(file)
    if (!page) throw new Error('no page')
    unpackedAsSaid(page)
    UTIF.decodeImage(file, page)
    const dots = UTIF.toRGBA8(page)
    expect(dots).toHaveLength(8 * 8 * 4)
    for (const [i, want] of [200, 30, 60, 255].entries()) expect(Math.abs((dots[i] ?? 0) - want)).toBeLessThanOrEqual(2)
  })
})
