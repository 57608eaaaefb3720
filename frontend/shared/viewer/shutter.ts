import { type DicomJson, number, numbers, strings } from './dataset'
import type { Point } from './view'

/** What a state covers: everything outside of each of its shapes (PS3.3 C.7.6.11), in the image's pixels. */
export type Shutter = {
  rectangle?: { x0: number; y0: number; x1: number; y1: number }
  circle?: { middle: Point; radius: number }
  polygon?: Point[]
  /** From 0 to 255. */
  gray: number
  /** There is one made of bits, which is not applied. */
  left: boolean
}

export function shutterOf(ds: DicomJson): Shutter | null {
  const shapes = strings(ds, '00181600')
  if (shapes.length === 0) return null
  const value = number(ds, '00181622') ?? 0
  const out: Shutter = { gray: Math.round((255 * Math.min(65535, Math.max(0, value))) / 65535), left: false }
  for (const shape of shapes) {
    const [left, right, upper, lower] = ['00181602', '00181604', '00181606', '00181608'].map(tag => number(ds, tag))
    const [row, column] = numbers(ds, '00181610')
    const radius = number(ds, '00181612')
    const corners = numbers(ds, '00181620')
    // Edges and corners are pixels, which count from 1; those on an edge are seen.
    if (shape === 'RECTANGULAR' && left !== undefined && right !== undefined && upper !== undefined && lower !== undefined) out.rectangle = { x0: left - 1, y0: upper - 1, x1: right, y1: lower }
    else if (shape === 'CIRCULAR' && row !== undefined && column !== undefined && radius !== undefined) out.circle = { middle: { x: column - 0.5, y: row - 0.5 }, radius }
    else if (shape === 'POLYGONAL' && corners.length >= 6) out.polygon = Array.from({ length: corners.length >> 1 }, (_, i) => ({ x: (corners[2 * i + 1] ?? 0) - 0.5, y: (corners[2 * i] ?? 0) - 0.5 }))
    else out.left = true
  }
  return out
}

/** The shapes as paths; what lies outside of any is covered. */
export function holes({ rectangle: r, circle: c, polygon: p }: Shutter): string[] {
  const out: string[] = []
  if (r) out.push(`M${r.x0} ${r.y0}H${r.x1}V${r.y1}H${r.x0}Z`)
  if (c) out.push(`M${c.middle.x - c.radius} ${c.middle.y}a${c.radius} ${c.radius} 0 1 0 ${2 * c.radius} 0a${c.radius} ${c.radius} 0 1 0 ${-2 * c.radius} 0Z`)
  if (p) out.push(`M${p.map(q => `${q.x} ${q.y}`).join('L')}Z`)
  return out
}
