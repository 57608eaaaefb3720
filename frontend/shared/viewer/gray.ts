// From values to the gray of the screen (PS3.3 C.11.2.1). One table for each
// way of looking; a value's gray is read from it.

import type { Gray, Lut } from './decode/frame-info'
import { lookup } from './decode/lut'
import type { Described, Shape } from './describe'
import { modalityWindow } from './presets'

export type Look = { center: number; width: number; shape: Shape; lut?: Lut; inverse: boolean }

/** Between 0 and 1. */
export function shade(v: number, { center, width, shape, lut }: Look): number {
  if (lut) return lookup(lut, v) / (2 ** lut.bits - 1)
  switch (shape) {
    case 'exact':
      return (v - center) / width + 0.5
    case 'sigmoid':
      return 1 / (1 + Math.exp((-4 * (v - center)) / width))
    case 'linear':
      return width <= 1 ? (v <= center - 0.5 ? 0 : 1) : (v - (center - 0.5)) / (width - 1) + 0.5
  }
}

function level(v: number, look: Look): number {
  const s = shade(v, look)
  const g = Math.round(255 * (s > 0 ? Math.min(1, s) : 0)) // also what is not a number
  return look.inverse ? 255 - g : g
}

/** The grays of a picture, one byte a pixel. */
export function grays(picture: Gray, look: Look): Uint8Array {
  const out = new Uint8Array(picture.values.length)
  writeGrays(picture, look, out, g => g)
  return out
}

/** Writes what somebody makes of a gray, from 0 to 255, for each pixel of a picture. */
export function writeGrays({ values, min, max }: Gray, look: Look, out: Uint8Array | Uint32Array, word: (gray: number) => number): void {
  if (values instanceof Float32Array) {
    for (let i = 0; i < values.length; i++) out[i] = word(level(values[i] ?? 0, look))
    return
  }
  const table = new Uint32Array(max - min + 1)
  for (let i = 0; i < table.length; i++) table[i] = word(level(min + i, look))
  for (let i = 0; i < values.length; i++) out[i] = table[(values[i] ?? 0) - min] ?? 0
}

/** How an image is looked at unless a person says otherwise: as it was sent, else by its modality, else from its darkest to its brightest. */
export function startWindow(d: Described, picture: Gray): { center: number; width: number } {
  const [first] = d.windows
  if (first) return first
  return modalityWindow(d) ?? automatic(d, picture)
}

// Whatever is drawn over an image asks for its window again.
const found = new WeakMap<Gray, { center: number; width: number }>()

/** From the 1st to the 99th of a hundred values; padding does not count. Of a picture it is found out once. */
export function automatic(d: Described, picture: Gray): { center: number; width: number } {
  const window = found.get(picture) ?? foundOut(d, picture)
  found.set(picture, window)
  return window
}

function foundOut(d: Described, picture: Gray): { center: number; width: number } {
  const { values } = picture
  const step = Math.max(1, Math.floor(values.length / 20_000))
  const taken = new Float64Array(Math.ceil(values.length / step))
  let n = 0
  for (let i = 0; i < values.length; i += step) {
    const v = values[i] ?? 0
    if (Number.isFinite(v) && !(d.padding && v >= d.padding[0] && v <= d.padding[1])) taken[n++] = v
  }
  const seen = taken.subarray(0, n).sort()
  const low = seen[Math.floor(seen.length * 0.01)] ?? picture.min
  const high = seen[Math.min(seen.length - 1, Math.floor(seen.length * 0.99))] ?? picture.max
  // Few values, as in a test picture or a mask: the whole of them.
  const [from, to] = high > low ? [low, high] : [picture.min, picture.max]
  const whole = !(values instanceof Float32Array)
  return whole ? { center: (from + to + 1) / 2, width: Math.max(1, to - from + 1) } : { center: (from + to) / 2, width: Math.max(1e-6, to - from) }
}
