// Pictures as colors in memory: an image's own pixels, and what is made of them.

import { type Affine, invert } from './view'

/** Colors, three bytes a pixel. */
export type Raster = { width: number; height: number; rgb: Uint8ClampedArray }

/** An image's own pixels as they are seen: grays or colors of 8 bits. */
export type Plane = { columns: number; rows: number; aspect: number; channels: 1 | 3; bytes: Uint8Array | Uint8ClampedArray }

/** The image's pixels at the picture's: the mean of those that lie under one, or between the nearest. */
export function sampled({ columns, rows, channels, bytes }: Plane, at: Affine, width: number, height: number): Raster {
  // A quarter turn changes which way of the image runs across.
  const back = invert(at)
  const upright = Math.abs(back.a) > Math.abs(back.b)
  const across = upright ? taps(width, back.a, back.e, columns) : taps(width, back.b, back.f, rows)
  const down = upright ? taps(height, back.d, back.f, rows) : taps(height, back.c, back.e, columns)
  const [stepX, stepY] = upright ? [channels, columns * channels] : [columns * channels, channels]
  const rgb = new Uint8ClampedArray(width * height * 3)
  for (let y = 0; y < height; y++) {
    const dy = down[y]
    for (let x = 0; x < width; x++) {
      const dx = across[x]
      if (!dx || !dy) continue
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let j = 0; j < dy.weights.length; j++) {
          let row = 0
          const start = (dy.from + j) * stepY + c
          for (let i = 0; i < dx.weights.length; i++) row += (dx.weights[i] ?? 0) * (bytes[start + (dx.from + i) * stepX] ?? 0)
          sum += (dy.weights[j] ?? 0) * row
        }
        rgb[(y * width + x) * 3 + c] = Math.round(sum)
      }
      if (channels === 1) {
        const o = (y * width + x) * 3
        rgb[o + 1] = rgb[o + 2] = rgb[o] ?? 0
      }
    }
  }
  return { width, height, rgb }
}

type Tap = { from: number; weights: number[] }

/** For each pixel of a side of the picture, which of the image's make it and by how much. */
function taps(count: number, step: number, offset: number, length: number): Tap[] {
  const span = Math.abs(step)
  return Array.from({ length: count }, (_, i) => {
    const middle = (i + 0.5) * step + offset
    const [from, to, weigh] =
      span > 1
        ? [Math.floor(middle - span / 2), Math.ceil(middle + span / 2), (n: number) => Math.min(n + 1, middle + span / 2) - Math.max(n, middle - span / 2)]
        : [Math.floor(middle - 0.5), Math.floor(middle - 0.5) + 2, (n: number) => 1 - Math.abs(n + 0.5 - middle)]
    const first = Math.min(length - 1, Math.max(0, from))
    const last = Math.min(length, Math.max(first + 1, to))
    const weights: number[] = []
    let sum = 0
    for (let n = first; n < last; n++) {
      const w = Math.max(0, weigh(n))
      weights.push(w)
      sum += w
    }
    return { from: first, weights: sum > 0 ? weights.map(w => w / sum) : [1, ...weights.slice(1).map(() => 0)] }
  })
}

/** A color over a pixel, by so much of it. */
export function blend(r: Raster, x: number, y: number, color: readonly [number, number, number], by: number): void {
  if (by <= 0) return
  const o = (y * r.width + x) * 3
  for (let c = 0; c < 3; c++) r.rgb[o + c] = Math.round((r.rgb[o + c] ?? 0) * (1 - by) + (color[c] ?? 0) * by)
}
