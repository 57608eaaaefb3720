// Measures that a person draws, in the image's own pixels. Nothing is found or
// followed by itself.

import type { Picture } from './decode/frame-info'
import type { Described, Region } from './describe'
import type { Point } from './view'

export const markKinds = ['length', 'angle', 'ellipse'] as const
export type MarkKind = (typeof markKinds)[number]

/** What is drawn with the pointer: measures, and the arrows of key images. */
export const drawKinds = [...markKinds, 'arrow'] as const
export type DrawKind = (typeof drawKinds)[number]

/** An arrow's second point is what it points at; a point says the value that is there, to whoever has no pointer. */
export type Mark = { id: number | string; kind: DrawKind | 'point'; points: Point[]; /** Somebody else's: it is seen and not taken hold of. */ fixed?: boolean }

/** How many points a mark has. */
export const pointsOf: Record<Mark['kind'], number> = { length: 2, angle: 3, ellipse: 2, arrow: 2, point: 1 }

/** Millimeters for a pixel, across and down; null where nobody knows. */
export function scaleAt(d: Described, points: Point[]): { x: number; y: number } | null {
  const lies = (p: Point, r: Region) => p.x >= r.x0 && p.x <= r.x1 + 1 && p.y >= r.y0 && p.y <= r.y1 + 1
  // A trace may lie within the region of the picture that it was taken from.
  if (d.regions.some(r => r.dx === 0 && points.some(p => lies(p, r)))) return null
  const region = d.regions.find(r => points.every(p => lies(p, r)))
  if (region) return { x: region.dx, y: region.dy }
  // An ultrasound image with regions has no scale between them.
  if (d.regions.length > 0 || !d.spacing) return null
  return { x: d.spacing[1], y: d.spacing[0] }
}

/** In millimeters, or in pixels of the image where there is no scale. */
export function distance(d: Described, a: Point, b: Point): { value: number; unit: 'mm' | 'px' } {
  const scale = scaleAt(d, [a, b])
  if (scale) return { value: Math.hypot((b.x - a.x) * scale.x, (b.y - a.y) * scale.y), unit: 'mm' }
  return { value: Math.hypot(b.x - a.x, (b.y - a.y) * d.aspect), unit: 'px' }
}

/** At the second of three points, in degrees. */
export function angle(d: Described, [a, b, c]: [Point, Point, Point]): number {
  const scale = scaleAt(d, [a, b, c]) ?? { x: 1, y: d.aspect }
  const arm = (p: Point) => Math.atan2((p.y - b.y) * scale.y, (p.x - b.x) * scale.x)
  const turn = Math.abs(arm(a) - arm(c)) * (180 / Math.PI)
  return turn > 180 ? 360 - turn : turn
}

export type Inside = { count: number; mean: number; deviation: number; min: number; max: number; /** mm². */ area: number | null }

/** What lies in the ellipse between two corners: pixels whose middle is inside. */
export function inside(d: Described, picture: Picture, [a, b]: [Point, Point]): Inside {
  const scale = scaleAt(d, [a, b])
  const [cx, cy] = [(a.x + b.x) / 2, (a.y + b.y) / 2]
  const [rx, ry] = [Math.abs(a.x - b.x) / 2, Math.abs(a.y - b.y) / 2]
  const area = scale ? Math.PI * rx * scale.x * ry * scale.y : null
  const found: Inside = { count: 0, mean: NaN, deviation: NaN, min: NaN, max: NaN, area }
  if (picture.kind !== 'gray' || rx === 0 || ry === 0) return found
  let [n, mean, squares] = [0, 0, 0]
  let [min, max] = [Infinity, -Infinity]
  const { rows, columns, values } = picture
  for (let y = Math.max(0, Math.floor(cy - ry)); y < Math.min(rows, Math.ceil(cy + ry)); y++) {
    for (let x = Math.max(0, Math.floor(cx - rx)); x < Math.min(columns, Math.ceil(cx + rx)); x++) {
      if (((x + 0.5 - cx) / rx) ** 2 + ((y + 0.5 - cy) / ry) ** 2 > 1) continue
      const v = values[y * columns + x] ?? 0
      n++
      const off = v - mean
      mean += off / n
      squares += off * (v - mean)
      min = Math.min(min, v)
      max = Math.max(max, v)
    }
  }
  return n === 0 ? found : { count: n, mean, deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : 0, min, max, area }
}

/** How finely values of an ellipse are said: of a map of fractions a tenth is nothing, and all values may lie in one. */
export function rounded({ min, max }: Inside): (v: number) => number {
  const spread = max - min
  const digits = spread > 0 ? Math.min(12, Math.max(1, 2 - Math.floor(Math.log10(spread)))) : 1
  return v => (Math.abs(v) >= 100 ? Math.round(v) : spread > 0 ? Number(v.toFixed(digits)) : Number(v.toPrecision(4)))
}

/** The value under a point in words, with its unit; the color where it is one; nothing beside the picture. */
export function valueWords(picture: Picture, unit: string, p: Point): string | null {
  const value = valueAt(picture, p)
  if (value === null) return null
  return typeof value === 'number' ? `${Number.isInteger(value) ? value : Number(value.toPrecision(4))} ${unit}`.trim() : value.join(', ')
}

/** The value under a point, or its color; nothing beside the picture. */
export function valueAt(picture: Picture, p: Point): number | [number, number, number] | null {
  const [x, y] = [Math.floor(p.x), Math.floor(p.y)]
  if (x < 0 || y < 0 || x >= picture.columns || y >= picture.rows) return null
  const at = y * picture.columns + x
  if (picture.kind === 'gray') return picture.values[at] ?? null
  return [picture.rgb[3 * at] ?? 0, picture.rgb[3 * at + 1] ?? 0, picture.rgb[3 * at + 2] ?? 0]
}
