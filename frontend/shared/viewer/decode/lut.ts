import { type Lut, NotShown, type Palette, Why } from './frame-info'

/** A table's descriptor: how many entries, the first value mapped, bits of an entry. */
export type Descriptor = { entries: number; first: number; bits: number }

export function descriptor(v: number[], signed: boolean): Descriptor | undefined {
  if (v.length !== 3) return undefined
  const [n = 0, start = 0, bits = 0] = v
  // The first value is signed where the pixels are, whatever the dictionary calls it.
  const first = signed && start > 0x7fff ? start - 0x10000 : !signed && start < 0 ? start + 0x10000 : start
  return { entries: n === 0 ? 0x10000 : n, first, bits }
}

/** Entries of 8 bits lie in bytes or each in a word of its own; the length says which. */
export function entries(raw: Uint8Array, n: number): Uint16Array | undefined {
  if (raw.length >= 2 * n) {
    const view = new DataView(raw.buffer, raw.byteOffset)
    return Uint16Array.from({ length: n }, (_, i) => view.getUint16(2 * i, true))
  }
  return raw.length >= n ? Uint16Array.from(raw.subarray(0, n)) : undefined
}

export function lookup(lut: Lut, v: number): number {
  const i = Math.round(v) - lut.first
  const last = lut.data.length - 1
  return lut.data[i < 0 ? 0 : i > last ? last : i] ?? 0
}

const discrete = 0
const linear = 1
const indirect = 2

/** A segmented palette table (PS3.3 C.7.9.2) written out. */
export function expand(raw: Uint8Array, n: number, wide: boolean): Uint16Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const step = wide ? 2 : 1
  const size = Math.floor(raw.byteLength / step)
  const at = (i: number) => {
    if (i >= size) throw new NotShown(Why.Palette)
    return wide ? view.getUint16(2 * i, true) : view.getUint8(i)
  }
  const out = new Uint16Array(n)
  let filled = 0
  const push = (v: number) => {
    if (filled < n) out[filled++] = v
  }
  // An indirect segment may point at others, but never at another indirect one.
  function segment(i: number, inside: boolean): number {
    const op = at(i)
    const length = at(i + 1)
    if (op === discrete) {
      for (let k = 0; k < length; k++) push(at(i + 2 + k))
      return i + 2 + length
    }
    if (op === linear) {
      if (filled === 0) throw new NotShown(Why.Palette)
      const from = out[filled - 1] ?? 0
      const to = at(i + 2)
      for (let k = 1; k <= length; k++) push(Math.round(from + ((to - from) * k) / length))
      return i + 3
    }
    if (op === indirect && !inside) {
      // The offset is in bytes, in two parts, from the table's start.
      let from = wide ? (at(i + 2) + at(i + 3) * 0x10000) / step : at(i + 2) + at(i + 3) * 0x100 + at(i + 4) * 0x10000 + at(i + 5) * 0x1000000
      for (let k = 0; k < length; k++) from = segment(from, true)
      return i + (wide ? 4 : 6)
    }
    throw new NotShown(Why.Palette)
  }
  for (let i = 0; i + 1 < size && filled < n; ) i = segment(i, false)
  if (filled < n) throw new NotShown(Why.Palette)
  return out
}

/** Three tables as one palette. Tables of 16 bits whose entries all fit in 8 are of 8: many writers say 16. */
export function palette(first: number, bits: number, red: Uint16Array, green: Uint16Array, blue: Uint16Array): Palette {
  const wide = bits > 8 && [red, green, blue].some(t => t.some(v => v > 0xff))
  return { first, red, green, blue, bits: wide ? 16 : 8 }
}
