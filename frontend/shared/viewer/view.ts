import type { Lut } from './decode/frame-info'
import type { Shape } from './describe'

// How an image lies in its window. One affine map from the image's pixels to
// the window's CSS pixels; all drawing, measuring and pointing goes through it.

export type Point = { x: number; y: number }

/** x' = a x + c y + e, y' = b x + d y + f, as a canvas takes it. */
export type Affine = { a: number; b: number; c: number; d: number; e: number; f: number }

export type View = {
  /** 1 fits the window. */
  zoom: number
  /** CSS pixels from the middle. */
  pan: Point
  /** Quarter turns, clockwise. */
  turns: 0 | 1 | 2 | 3
  flipped: boolean
  inverted: boolean
  /** The window by hand or by a preset; null as it comes. */
  window: { center: number; width: number } | null
  /** What of the image a presentation state shows; the whole where none says. */
  area?: Area
  /** It hangs at an edge of its window, and on the scale of its neighbors: as if it had so many pixels. */
  hung?: { edge: 'left' | 'right'; columns?: number; rows?: number }
  /** The grays that a presentation state gives, in place of the image's own. */
  voi?: { shape: Shape; lut?: Lut }
}

/** A part of an image that fits the window, or that is so many CSS pixels large for each of its own. */
export type Area = { x0: number; y0: number; x1: number; y1: number; magnified: number | null }

export const plainView: View = { zoom: 1, pan: { x: 0, y: 0 }, turns: 0, flipped: false, inverted: false, window: null }

export type Size = { width: number; height: number }
/** An image's size in pixels and how much higher than wide a pixel is. */
export type Extent = { columns: number; rows: number; aspect: number }

/** CSS pixels for one of the image's, sideways, where the whole just fits, or the area that is to be seen of it. */
export function fitScale(image: Extent, turns: number, room: Size, area?: Area): number {
  if (area?.magnified) return area.magnified
  const w = area ? area.x1 - area.x0 : image.columns
  const h = (area ? area.y1 - area.y0 : image.rows) * image.aspect
  const [across, down] = turns % 2 === 0 ? [w, h] : [h, w]
  return Math.max(1e-6, Math.min(room.width / across, room.height / down))
}

export function affine(image: Extent, view: View, room: Size): Affine {
  const { hung } = view
  const scaled = view.area ? image : { ...image, columns: hung?.columns ?? image.columns, rows: hung?.rows ?? image.rows }
  const fit = fitScale(scaled, view.turns, room, view.area)
  const s = fit * view.zoom
  const { x0, y0, x1, y1 } = view.area ?? { x0: 0, y0: 0, x1: image.columns, y1: image.rows }
  // Pixels to the middle, squared by the aspect, flipped, turned, scaled, moved.
  const [cos, sin] = ([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[view.turns]
  const fx = view.flipped ? -1 : 1
  const a = s * cos * fx
  const b = s * sin * fx
  const c = -s * sin * image.aspect
  const d = s * cos * image.aspect
  // From the middle to its edge, as far as the image leaves room.
  const w = view.turns % 2 === 0 ? x1 - x0 : (y1 - y0) * image.aspect
  const aside = hung ? ((hung.edge === 'left' ? -1 : 1) * view.zoom * (room.width - w * fit)) / 2 : 0
  const e = room.width / 2 + aside + view.pan.x - (a * (x0 + x1)) / 2 - (c * (y0 + y1)) / 2
  const f = room.height / 2 + view.pan.y - (b * (x0 + x1)) / 2 - (d * (y0 + y1)) / 2
  return { a, b, c, d, e, f }
}

export function apply(m: Affine, p: Point): Point {
  return { x: m.a * p.x + m.c * p.y + m.e, y: m.b * p.x + m.d * p.y + m.f }
}

export function invert(m: Affine): Affine {
  const det = m.a * m.d - m.b * m.c
  const a = m.d / det
  const b = -m.b / det
  const c = -m.c / det
  const d = m.a / det
  return { a, b, c, d, e: -(a * m.e + c * m.f), f: -(b * m.e + d * m.f) }
}

/** Zoomed so that what lies under a point stays under it. */
export function zoomAt(view: View, factor: number, at: Point, room: Size): View {
  const zoom = Math.min(40, Math.max(0.1, view.zoom * factor))
  const by = zoom / view.zoom
  const x = at.x - room.width / 2
  const y = at.y - room.height / 2
  return { ...view, zoom, pan: { x: x - (x - view.pan.x) * by, y: y - (y - view.pan.y) * by } }
}

/** One of the image's pixels on one of the screen's. */
export function oneToOne(image: Extent, view: View, room: Size, ratio: number): View {
  return { ...view, zoom: 1 / (fitScale(image, view.turns, room, view.area) * ratio), pan: { x: 0, y: 0 } }
}

/** The picture itself is turned or mirrored as it is seen, whatever it was before. */
export function turned(view: View): View {
  return { ...view, turns: ((view.turns + 1) % 4) as View['turns'], pan: { x: -view.pan.y, y: view.pan.x } }
}

export function mirrored(view: View): View {
  return { ...view, flipped: !view.flipped, turns: ((4 - view.turns) % 4) as View['turns'], pan: { x: -view.pan.x, y: view.pan.y } }
}
