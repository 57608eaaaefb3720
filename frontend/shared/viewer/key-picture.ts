// The picture of a key image: what was seen. Every pixel is counted here, so that
// it is the same on every machine and in every webview; what a presentation state
// draws and writes is the browser's drawing (state-picture.ts).

import type { Arrow, KeyImage } from '../wire/key-image'
import type { Shown } from './frames'
import { grays } from './gray'
import { inRoom, seenAgain, viewOfKeyImage, within } from './key-images'
import { lookOf } from './look'
import type { Presentation } from './presentation'
import { blend, type Plane, type Raster, sampled } from './raster'
import { present } from './state-picture'
import { subjectOf } from './subject'
import { type Affine, affine, apply, type Point } from './view'

/** How long the longer side of a picture is at most. */
export const longest = 1024
// A part of few pixels is enlarged so far and no further.
const largest = 4

/** How many of the picture's pixels one of the image's is, of a part so wide and high. */
export function scaleOf(width: number, height: number, most: number): number {
  return Math.min(largest, most / Math.max(width, height))
}

/** The key image as it was seen, at most so many pixels long or wide. Overlays of the image's own file are left out. */
export function keyPicture(shown: Shown, k: KeyImage, state: Presentation | null = null, most = longest): Raster {
  const { picture, described } = shown
  const look = lookOf(shown, seenAgain(k, shown, state))
  const bytes = picture.kind === 'gray' ? grays(picture, look) : look.inverse ? picture.rgb.map(v => 255 - v) : picture.rgb
  const plane: Plane = { columns: picture.columns, rows: picture.rows, aspect: described.aspect, channels: picture.kind === 'gray' ? 1 : 3, bytes }
  return drawn(plane, k, most, (r, at) => state && present(r, at, plane, state, subjectOf(shown, k.sop)))
}

/** The part of a plane that was seen, turned and mirrored as it was, with its arrows. */
export function drawn(plane: Plane, k: KeyImage, most: number, over?: (r: Raster, at: Affine) => void): Raster {
  const view = viewOfKeyImage(k)
  const part = (k.region && within(k.region, plane)) ?? { x: 0, y: 0, width: plane.columns, height: plane.rows }
  const [w, h] = [part.width, part.height * plane.aspect]
  const [across, down] = view.turns % 2 === 0 ? [w, h] : [h, w]
  const by = scaleOf(across, down, most)
  const width = Math.max(1, Math.min(most, Math.round(across * by)))
  const height = Math.max(1, Math.min(most, Math.round(down * by)))
  const at = affine(plane, inRoom(view, plane, { width, height }, k.region), { width, height })
  const raster = sampled(plane, at, width, height)
  over?.(raster, at)
  for (const a of k.arrows ?? []) drawArrow(raster, apply(at, point(a.from)), apply(at, point(a.to)))
  return raster
}

function point([x, y]: Arrow['from']): Point {
  return { x, y }
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
