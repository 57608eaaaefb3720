// @vitest-environment node
import UTIF from 'utif'
import { describe, expect, it } from 'vitest'
import { unpacked } from './tiff-dots'

const short = 3
const long = 4

/** A TIFF of one page, four dots wide and one high, that is not packed: fields of short numbers, and its strips. */
function tiff(fields: Record<number, number[]>, strips: number[][]): ArrayBuffer {
  const at: number[] = []
  let end = 8
  for (const s of strips) {
    at.push(end)
    end += s.length + (s.length % 2)
  }
  const lengths = strips.map(s => s.length)
  const all: [number, number, number[]][] = Object.entries({ 256: [4], 257: [1], 259: [1], 278: [1], ...fields }).map(([tag, v]) => [Number(tag), short, v])
  all.push([273, long, at], [279, long, lengths])
  all.sort((a, b) => a[0] - b[0])
  const size = (type: number) => (type === short ? 2 : 4)
  let far = end + 2 + 12 * all.length + 4
  const room = far + all.reduce((n, [, type, v]) => n + v.length * size(type), 0)
  const out = new DataView(new ArrayBuffer(room + 8))
  out.setUint32(0, 0x49492a00)
  out.setUint32(4, end, true)
  strips.forEach((s, i) => s.forEach((b, k) => out.setUint8((at[i] ?? 0) + k, b)))
  out.setUint16(end, all.length, true)
  all.forEach(([tag, type, v], i) => {
    const f = end + 2 + 12 * i
    out.setUint16(f, tag, true)
    out.setUint16(f + 2, type, true)
    out.setUint32(f + 4, v.length, true)
    const inside = v.length * size(type) <= 4
    if (!inside) out.setUint32(f + 8, far, true)
    v.forEach((n, k) => {
      const to = (inside ? f + 8 : far) + k * size(type)
      if (type === short) out.setUint16(to, n, true)
      else out.setUint32(to, n, true)
    })
    if (!inside) far += v.length * size(type)
  })
  return out.buffer
}

function dots(file: ArrayBuffer): number[][] {
  const [page] = UTIF.decode(file)
  const all = page && unpacked(file, page)
  if (!all) throw new Error('no dots')
  return [0, 1, 2, 3].map(i => [...all.subarray(4 * i, 4 * i + 4)])
}

const grays = (...v: number[]) => v.map(g => [g, g, g, 255])

describe('a scan that is not packed is drawn as it is written', () => {
  const cases: [string, Record<number, number[]>, number[][], number[][]][] = [
    ['gray of 4 bits', { 258: [4], 262: [1], 277: [1] }, [[0x0f, 0x80]], grays(0, 255, 136, 0)],
    ['gray of 16 bits whose zero is white', { 258: [16], 262: [0], 277: [1] }, [[0, 0, 0xff, 0xff, 0, 0x80, 0, 1]], grays(255, 0, 127, 254)],
    ['gray that is seen through', { 258: [8, 8], 262: [1], 277: [2], 338: [2] }, [[10, 255, 20, 255, 30, 0, 40, 255]], [[10, 10, 10, 255], [20, 20, 20, 255], [30, 30, 30, 0], [40, 40, 40, 255]]],
    ['a bit each, from the lowest on', { 258: [1], 262: [0], 266: [2], 277: [1] }, [[0b0001]], grays(0, 255, 255, 255)],
    ['colors by dot', { 258: [8, 8, 8], 262: [2], 277: [3] }, [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]], [[1, 2, 3, 255], [4, 5, 6, 255], [7, 8, 9, 255], [10, 11, 12, 255]]],
    ['colors by plane', { 258: [8, 8, 8], 262: [2], 277: [3], 284: [2] }, [[1, 4, 7, 10], [2, 5, 8, 11], [3, 6, 9, 12]], [[1, 2, 3, 255], [4, 5, 6, 255], [7, 8, 9, 255], [10, 11, 12, 255]]],
    ['a palette', { 258: [1], 262: [3], 277: [1], 320: [0x1100, 0x4400, 0x2200, 0x5500, 0x3300, 0x6600] }, [[0b01000000]], [[0x11, 0x22, 0x33, 255], [0x44, 0x55, 0x66, 255], [0x11, 0x22, 0x33, 255], [0x11, 0x22, 0x33, 255]]],
  ]
  it.each(cases)('%s', (_, fields, strips, want) => {
    expect(dots(tiff(fields, strips))).toEqual(want)
  })
})
