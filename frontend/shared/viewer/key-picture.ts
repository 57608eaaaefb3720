// The picture of a key image: what was seen, without words. Every pixel is
// counted here, so that it is the same on every machine and in every webview.

import type { Arrow, KeyImage } from '../wire/key-image'
import type { Shown } from './frames'
import { grays } from './gray'
import { inRoom, viewOfKeyImage, within } from './key-images'
import { lookOf } from './look'
import { type Affine, affine, apply, invert, type Point } from './view'

/** Colors, three bytes a pixel. */
export type Raster = { width: number; height: number; rgb: Uint8ClampedArray }

/** How long the longer side of a picture is at most. */
export const longest = 1024
// A part of few pixels is enlarged so far and no further.
const largest = 4

/** An image's own pixels as they are seen: grays or colors of 8 bits. */
export type Plane = { columns: number; rows: number; aspect: number; channels: 1 | 3; bytes: Uint8Array | Uint8ClampedArray }

/** How many of the picture's pixels one of the image's is, of a part so wide and high. */
export function scaleOf(width: number, height: number, most: number): number {
  return Math.min(largest, most / Math.max(width, height))
}

/** The key image as it was seen, at most so many pixels long or wide. Overlays of the file and words are left out. */
export function keyPicture(shown: Shown, k: KeyImage, most = longest): Raster {
  const { picture, described } = shown
  const look = lookOf(shown, viewOfKeyImage(k))
  const bytes = picture.kind === 'gray' ? grays(picture, look) : look.inverse ? picture.rgb.map(v => 255 - v) : picture.rgb
  return drawn({ columns: picture.columns, rows: picture.rows, aspect: described.aspect, channels: picture.kind === 'gray' ? 1 : 3, bytes }, k, most)
}

/** The part of a plane that was seen, turned and mirrored as it was, with its arrows. */
export function drawn(plane: Plane, k: KeyImage, most: number): Raster {
  const view = viewOfKeyImage(k)
  const part = (k.region && within(k.region, plane)) ?? { x: 0, y: 0, width: plane.columns, height: plane.rows }
  const [w, h] = [part.width, part.height * plane.aspect]
  const [across, down] = view.turns % 2 === 0 ? [w, h] : [h, w]
  const by = scaleOf(across, down, most)
  const width = Math.max(1, Math.min(most, Math.round(across * by)))
  const height = Math.max(1, Math.min(most, Math.round(down * by)))
  const at = affine(plane, inRoom(view, plane, { width, height }, k.region), { width, height })
  const raster = sampled(plane, at, width, height)
  for (const a of k.arrows ?? []) drawArrow(raster, apply(at, point(a.from)), apply(at, point(a.to)))
  return raster
}

function point([x, y]: Arrow['from']): Point {
  return { x, y }
}

/** The image's pixels at the picture's: the mean of those that lie under one, or between the nearest. */
function sampled({ columns, rows, channels, bytes }: Plane, at: Affine, width: number, height: number): Raster {
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

const ink = [0xe2, 0xb5, 0x65] as const

/** An arrow with a dark edge, so that it is seen on white and on black. */
function drawArrow(r: Raster, from: Point, to: Point): void {
  const unit = Math.max(1, Math.max(r.width, r.height) / 512)
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (!(length > 0)) return
  const u = { x: (to.x - from.x) / length, y: (to.y - from.y) / length }
  const head = Math.min(13 * unit, length)
  const wide = head * 0.42
  const edge = 1.4 * unit
  const reach = wide + edge + 1
  const [x0, x1] = [Math.min(from.x, to.x) - reach, Math.max(from.x, to.x) + reach]
  const [y0, y1] = [Math.min(from.y, to.y) - reach, Math.max(from.y, to.y) + reach]
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(r.height, Math.ceil(y1)); y++) {
    for (let x = Math.max(0, Math.floor(x0)); x < Math.min(r.width, Math.ceil(x1)); x++) {
      const [px, py] = [x + 0.5 - to.x, y + 0.5 - to.y]
      // Along the arrow backwards from its point, and beside it.
      const along = -(px * u.x + py * u.y)
      const beside = Math.abs(py * u.x - px * u.y)
      const away = Math.min(shaft(along, beside, head * 0.8, length, 1.1 * unit), wedge(along, beside, head, wide))
      blend(r, x, y, [0, 0, 0], 0.75 * cover(away - edge))
      blend(r, x, y, ink, cover(away))
    }
  }
}

function cover(away: number): number {
  return Math.min(1, Math.max(0, 0.5 - away))
}

function shaft(along: number, beside: number, from: number, to: number, half: number): number {
  return Math.max(from - along, along - to, beside - half)
}

function wedge(along: number, beside: number, head: number, wide: number): number {
  const slope = Math.hypot(head, wide)
  return Math.max((beside * head - along * wide) / slope, along - head)
}

function blend(r: Raster, x: number, y: number, color: readonly [number, number, number], by: number): void {
  if (by <= 0) return
  const o = (y * r.width + x) * 3
  for (let c = 0; c < 3; c++) r.rgb[o + c] = Math.round((r.rgb[o + c] ?? 0) * (1 - by) + (color[c] ?? 0) * by)
}
