// From the unpacked samples of a page to its dots: gray, colors and palettes of 1 to
// 16 bits, by pixel or by plane. What unpacks TIFF draws some of these as others.

import UTIF from 'utif'
import { type Directory, numbers, unpackedAsSaid } from './tiff'

const tag = { bits: 258, packed: 259, kind: 262, fill: 266, strips: 273, samples: 277, lengths: 279, planes: 284, palette: 320, tiles: 324, tileLengths: 325, extra: 338, form: 339 }
const white0 = 0
const black0 = 1
const rgb = 2
const palette = 3

type Plain = { kind: number; bits: number; samples: number; planar: boolean; /** Each byte is written from its lowest bit on. */ reversed: boolean; /** The sample that says how far a dot is seen through; 0: none. */ alpha: number; colors: number[] }

/** The dots of a page as they are stored, four bytes each; undefined where there are too few. */
export function unpacked(file: ArrayBuffer, directory: ReturnType<typeof UTIF.decode>[number]): Uint8ClampedArray<ArrayBuffer> | undefined {
  const plain = plainOf(directory)
  unpackedAsSaid(directory)
  const planes = plain?.planar ? planesOf(directory, plain) : [directory]
  for (const p of planes) UTIF.decodeImage(file, p)
  const [{ width, height }] = planes as [typeof directory]
  return plain ? dotsOf(plain, planes.map(p => p.data), width, height) : new Uint8ClampedArray(UTIF.toRGBA8(directory))
}

/** How a page's dots are written, where that is one of the ways that are read here. */
function plainOf(d: Directory): Plain | undefined {
  const first = (t: number, otherwise: number) => numbers(d, t)[0] ?? otherwise
  const kind = first(tag.kind, -1)
  const bits = first(tag.bits, 1)
  const samples = first(tag.samples, 1)
  const own = kind === rgb ? 3 : 1
  const even = numbers(d, tag.bits).every(b => b === bits) && numbers(d, tag.form).every(f => f === 1)
  if (![white0, black0, rgb, palette].includes(kind) || ![1, 2, 4, 8, 16].includes(bits) || samples < own || !even) return undefined
  const colors = numbers(d, tag.palette)
  if (kind === palette && (bits > 8 || colors.length < 3 * 2 ** bits)) return undefined
  const extra = first(tag.extra, 0)
  return { kind, bits, samples, planar: samples > 1 && first(tag.planes, 1) === 2, reversed: first(tag.fill, 1) === 2 && first(tag.packed, 1) === 1, alpha: samples > own && (extra === 1 || extra === 2) ? own : 0, colors }
}

/** A page as several of one sample each: of each plane the parts that are its own. */
function planesOf<D extends Directory>(d: D, { samples, bits }: Plain): D[] {
  return Array.from({ length: samples }, (_, plane) => {
    const out = { ...d, [`t${tag.samples}`]: [1], [`t${tag.bits}`]: [bits], [`t${tag.kind}`]: [black0], [`t${tag.planes}`]: [1] }
    for (const t of [tag.strips, tag.lengths, tag.tiles, tag.tileLengths]) {
      const all = numbers(d, t)
      const each = all.length / samples
      if (all.length > 0) Object.assign(out, { [`t${t}`]: all.slice(plane * each, (plane + 1) * each) })
    }
    return out
  })
}

/** data are the samples of all, or of each plane. */
function dotsOf(p: Plain, data: Uint8Array[], width: number, height: number): Uint8ClampedArray<ArrayBuffer> | undefined {
  const inRow = p.planar ? 1 : p.samples
  const row = Math.ceil((width * inRow * p.bits) / 8)
  if (data.length < (p.planar ? p.samples : 1) || data.some(d => d.length < row * height)) return undefined
  if (p.reversed) for (const d of data) reverse(d)
  const out = new Uint8ClampedArray(width * height * 4)
  const most = 2 ** Math.min(8, p.bits) - 1
  /** A sample of 0 to most: of 16 bits the upper 8, whose bytes are in little endian by now. */
  const at = (y: number, x: number, sample: number): number => {
    const d = (p.planar ? data[sample] : data[0]) ?? none
    const n = p.planar ? x : x * inRow + sample
    if (p.bits === 8) return d[y * row + n] ?? 0
    if (p.bits === 16) return d[y * row + 2 * n + 1] ?? 0
    const bit = n * p.bits
    return ((d[y * row + (bit >> 3)] ?? 0) >> (8 - p.bits - (bit & 7))) & most
  }
  const scale = 255 / most
  const size = 2 ** p.bits
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const v = at(y, x, 0)
      if (p.kind === rgb) {
        out[to] = v * scale
        out[to + 1] = at(y, x, 1) * scale
        out[to + 2] = at(y, x, 2) * scale
      } else if (p.kind === palette) {
        for (let c = 0; c < 3; c++) out[to + c] = (p.colors[c * size + v] ?? 0) >> 8
      } else {
        out[to] = out[to + 1] = out[to + 2] = (p.kind === white0 ? most - v : v) * scale
      }
      out[to + 3] = p.alpha > 0 ? at(y, x, p.alpha) * scale : 255
    }
  }
  return out
}

const none = new Uint8Array(0)

function reverse(d: Uint8Array): void {
  const table = Uint8Array.from({ length: 256 }, (_, b) => [0, 1, 2, 3, 4, 5, 6, 7].reduce((r, i) => r | (((b >> i) & 1) << (7 - i)), 0))
  for (let i = 0; i < d.length; i++) d[i] = table[d[i] ?? 0] ?? 0
}
