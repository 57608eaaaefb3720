// From stored samples to what is shown: values after the modality's mapping, or
// colors of 8 bits.

import { type Color, type FrameInfo, type Gray, NotShown, type Picture, Why } from './frame-info'
import { lookup } from './lut'
import type { Raw, Samples } from './samples'

export function picture(info: FrameInfo, raw: Raw): Picture {
  if (info.samples === 3) return color(info, raw)
  switch (info.photometric) {
    case 'MONOCHROME1':
    case 'MONOCHROME2':
      return gray(info, raw.samples)
    case 'PALETTE COLOR':
      return paletted(info, raw.samples)
  }
  throw new NotShown(Why.Photometric, info.photometric)
}

/** Whole numbers of 16 bits stay so; everything else becomes a float. Values are written over their samples where both are as wide. */
function gray(info: FrameInfo, samples: Samples): Gray {
  const { slope, intercept, lut } = info.modality
  const { rows, columns } = info
  const map = lut ? (v: number) => lookup(lut, v) : slope === 1 && intercept === 0 ? undefined : (v: number) => v * slope + intercept
  const { min, max } = extent(samples)
  if (!map && (samples instanceof Int16Array || samples instanceof Uint16Array || samples instanceof Uint8Array || samples instanceof Float32Array)) {
    return { kind: 'gray', rows, columns, values: samples, min, max }
  }
  const ends = lut ? [0, lut.data.reduce((a, b) => Math.max(a, b), 0)] : [min, max].map(v => (map ? map(v) : v))
  const low = Math.min(...ends)
  const high = Math.max(...ends)
  const float = samples instanceof Float32Array || samples instanceof Float64Array
  const whole = !float && (lut !== undefined || (Number.isInteger(slope) && Number.isInteger(intercept)))
  const values = room(samples, whole && low >= 0 && high <= 0xffff ? Uint16Array : whole && low >= -0x8000 && high <= 0x7fff ? Int16Array : Float32Array)
  if (map) for (let i = 0; i < samples.length; i++) values[i] = map(samples[i] ?? 0)
  else values.set(samples)
  if (!lut) return { kind: 'gray', rows, columns, values, min: low, max: high }
  return { kind: 'gray', rows, columns, values, ...extent(values) }
}

type Values = typeof Uint16Array | typeof Int16Array | typeof Float32Array

function room(samples: Samples, Kind: Values): Gray['values'] {
  // Nothing here is shared with another thread.
  return samples.BYTES_PER_ELEMENT === Kind.BYTES_PER_ELEMENT ? new Kind(samples.buffer as ArrayBuffer, samples.byteOffset, samples.length) : new Kind(samples.length)
}

function extent(values: Samples): { min: number; max: number } {
  let min = Infinity
  let max = -Infinity
  for (const v of values) {
    if (v < min) min = v
    if (v > max) max = v
  }
  return min > max ? { min: 0, max: 0 } : { min, max } // nothing but not-a-number
}

function paletted(info: FrameInfo, samples: Samples): Color {
  const p = info.palette
  if (!p) throw new NotShown(Why.Palette)
  const down = p.bits === 16 ? 8 : 0
  const rgb = new Uint8Array(samples.length * 3)
  const last = p.red.length - 1
  for (let i = 0; i < samples.length; i++) {
    const at = Math.min(last, Math.max(0, (samples[i] ?? 0) - p.first))
    rgb[3 * i] = (p.red[at] ?? 0) >> down
    rgb[3 * i + 1] = (p.green[at] ?? 0) >> down
    rgb[3 * i + 2] = (p.blue[at] ?? 0) >> down
  }
  return { kind: 'color', rows: info.rows, columns: info.columns, rgb }
}

function color(info: FrameInfo, raw: Raw): Color {
  const { rows, columns } = info
  const interleaved = interleave(info, raw)
  const rgb = eight(info, interleaved)
  const kind = raw.rgb ? 'RGB' : info.photometric
  switch (kind) {
    case 'RGB':
      break
    case 'YBR_FULL':
    case 'YBR_FULL_422':
      fromFull(rgb)
      break
    case 'YBR_PARTIAL_422':
    case 'YBR_PARTIAL_420':
      fromPartial(rgb)
      break
    default:
      // YBR_RCT and YBR_ICT are made RGB by their codec and are nothing without it.
      throw new NotShown(Why.Photometric, info.photometric)
  }
  return { kind: 'color', rows, columns, rgb }
}

function interleave(info: FrameInfo, { samples, layout }: Raw): Samples {
  const { rows, columns } = info
  const pixels = rows * columns
  if (layout.halved) {
    // Two of brightness, then the two colors that both have.
    const out = new Uint8Array(pixels * 3)
    const pairs = Math.ceil(columns / 2)
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const from = (y * pairs + (x >> 1)) * 4
        const to = (y * columns + x) * 3
        out[to] = samples[from + (x & 1)] ?? 0
        out[to + 1] = samples[from + 2] ?? 0
        out[to + 2] = samples[from + 3] ?? 0
      }
    }
    return out
  }
  if (!layout.planar) return samples
  const out = samples.slice()
  for (let i = 0; i < pixels; i++) for (let c = 0; c < 3; c++) out[3 * i + c] = samples[c * pixels + i] ?? 0
  return out
}

/** The upper 8 bits; a bit of one is none or all. */
function eight(info: FrameInfo, samples: Samples): Uint8Array {
  if (samples instanceof Uint8Array && info.stored === 8) return samples
  if (info.signed || info.float) throw new NotShown(Why.Photometric, info.photometric)
  const out = new Uint8Array(samples.length)
  const top = 2 ** info.stored - 1
  const by = info.stored - 8
  for (let i = 0; i < out.length; i++) out[i] = by >= 0 ? (samples[i] ?? 0) / 2 ** by : Math.round(((samples[i] ?? 0) * 255) / top)
  return out
}

const clamp = (v: number) => (v < 0 ? 0 : v > 255 ? 255 : Math.round(v))

function fromFull(p: Uint8Array): void {
  for (let i = 0; i < p.length; i += 3) {
    const y = p[i] ?? 0
    const cb = (p[i + 1] ?? 0) - 128
    const cr = (p[i + 2] ?? 0) - 128
    p[i] = clamp(y + 1.402 * cr)
    p[i + 1] = clamp(y - (0.114 * 1.772 * cb) / 0.587 - (0.299 * 1.402 * cr) / 0.587)
    p[i + 2] = clamp(y + 1.772 * cb)
  }
}

/** Brightness from 16 to 235, colors from 16 to 240. */
function fromPartial(p: Uint8Array): void {
  for (let i = 0; i < p.length; i += 3) {
    const y = (((p[i] ?? 0) - 16) * 255) / 219
    const cb = (((p[i + 1] ?? 0) - 128) * 255) / 224
    const cr = (((p[i + 2] ?? 0) - 128) * 255) / 224
    p[i] = clamp(y + 1.402 * cr)
    p[i + 1] = clamp(y - (0.114 * 1.772 * cb) / 0.587 - (0.299 * 1.402 * cr) / 0.587)
    p[i + 2] = clamp(y + 1.772 * cb)
  }
}
