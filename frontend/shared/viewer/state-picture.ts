// What a presentation state adds to the picture of an image: what it covers is
// counted here, what it draws and writes is drawn by the browser.

import { NotShown, Why } from './decode/frame-info'
import { isSet } from './overlay'
import { type Drawing, drawingsOn, ellipseThrough, isAbout, type Presentation, type Subject } from './presentation'
import { blend, type Plane, type Raster, sampled } from './raster'
import type { Shutter } from './shutter'
import { type Affine, apply, invert, type Point } from './view'

// As the viewer has it.
const ink = [0x9d, 0xc5, 0x8e] as const

/** What a state covers of an image, and what it draws on it; nothing where it is not about it. */
export function present(r: Raster, at: Affine, { columns, rows, aspect }: Omit<Plane, 'bytes' | 'channels'>, state: Presentation, of: Subject): void {
  if (!isAbout(state.images, of.sop, of.frame)) return
  if (state.shutter) shut(r, state.shutter, at)
  for (const o of state.overlays) {
    const bytes = new Uint8Array(columns * rows)
    for (let i = 0; i < o.columns * o.rows; i++) {
      const [x, y] = [o.x + (i % o.columns), o.y + Math.floor(i / o.columns)]
      if (isSet(o, i) && x >= 0 && x < columns && y >= 0 && y < rows) bytes[y * columns + x] = 255
    }
    const mask = sampled({ columns, rows, aspect, channels: 1, bytes }, at, r.width, r.height)
    for (let i = 0; i < r.width * r.height; i++) blend(r, i % r.width, Math.floor(i / r.width), ink, (mask.rgb[3 * i] ?? 0) / 255)
  }
  const drawings = drawingsOn(state, of, { columns, rows, aspect })
  if (drawings.length > 0) drawOver(r, drawings, at)
}

/** Covers what lies outside of any of a shutter's shapes. */
function shut(r: Raster, { rectangle, circle, polygon, gray }: Shutter, at: Affine): void {
  const back = invert(at)
  const open = (x: number, y: number): boolean => {
    const p = apply(back, { x, y })
    if (rectangle && (p.x < rectangle.x0 || p.x >= rectangle.x1 || p.y < rectangle.y0 || p.y >= rectangle.y1)) return false
    if (circle && Math.hypot(p.x - circle.middle.x, p.y - circle.middle.y) > circle.radius) return false
    return !polygon || inside(p, polygon)
  }
  for (let y = 0; y < r.height; y++) {
    for (let x = 0; x < r.width; x++) {
      let covered = 0
      for (let i = 0; i < 4; i++) if (!open(x + 0.25 + 0.5 * (i & 1), y + 0.25 + 0.5 * (i >> 1))) covered++
      blend(r, x, y, [gray, gray, gray], covered / 4)
    }
  }
}

/** By how often a line from the point crosses the edges. */
function inside({ x, y }: Point, corners: Point[]): boolean {
  let is = false
  corners.forEach((a, i) => {
    const b = corners.at(i - 1) ?? a
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) is = !is
  })
  return is
}

/** Lines and words, by the browser: it alone has letters of every script. */
function drawOver(r: Raster, drawings: Drawing[], at: Affine): void {
  const canvas = document.createElement('canvas')
  canvas.width = r.width
  canvas.height = r.height
  const ctx = canvas.getContext('2d')
  if (!ctx) throw new NotShown(Why.State)
  const unit = Math.max(1, Math.max(r.width, r.height) / 512)
  ctx.strokeStyle = ctx.fillStyle = `rgb(${ink.join(' ')})`
  ctx.lineJoin = 'round'
  ctx.font = `${14 * unit}px sans-serif`
  for (const d of drawings) {
    ctx.lineWidth = 1.5 * unit
    if (d.kind === 'text') write(ctx, d, at, unit)
    else trace(ctx, d, at, unit)
  }
  const { data } = ctx.getImageData(0, 0, r.width, r.height)
  for (let i = 0; i < r.width * r.height; i++) blend(r, i % r.width, Math.floor(i / r.width), [data[4 * i] ?? 0, data[4 * i + 1] ?? 0, data[4 * i + 2] ?? 0], (data[4 * i + 3] ?? 0) / 255)
}

function trace(ctx: CanvasRenderingContext2D, d: Exclude<Drawing, { kind: 'text' }>, at: Affine, unit: number): void {
  const points = d.points.map(p => apply(at, p))
  const [a, b, c, e] = points
  if (!a) return
  ctx.beginPath()
  if (d.kind === 'point') ctx.arc(a.x, a.y, 3 * unit, 0, 2 * Math.PI)
  else if (d.kind === 'circle' && b) ctx.arc(a.x, a.y, Math.hypot(b.x - a.x, b.y - a.y), 0, 2 * Math.PI)
  else if (d.kind === 'ellipse' && b && c && e) {
    const { middle, rx, ry, turn } = ellipseThrough(a, b, c, e)
    ctx.ellipse(middle.x, middle.y, rx, ry, turn, 0, 2 * Math.PI)
  } else points.forEach((p, i) => (i === 0 ? ctx.moveTo(p.x, p.y) : ctx.lineTo(p.x, p.y)))
  if (d.filled || d.kind === 'point') ctx.fill()
  ctx.stroke()
}

function write(ctx: CanvasRenderingContext2D, { at: place, to, words }: Extract<Drawing, { kind: 'text' }>, at: Affine, unit: number): void {
  const p = apply(at, place)
  if (to) {
    const end = apply(at, to.point)
    ctx.beginPath()
    ctx.moveTo(p.x, p.y)
    ctx.lineTo(end.x, end.y)
    ctx.stroke()
  }
  words.split(/\r\n?|\n/).forEach((line, i) => {
    const [x, y] = [p.x + 4 * unit, p.y + i * 1.3 * 14 * unit]
    // With an edge, so that it is read on white and on black.
    ctx.save()
    ctx.strokeStyle = 'black'
    ctx.lineWidth = 3 * unit
    ctx.strokeText(line, x, y)
    ctx.restore()
    ctx.fillText(line, x, y)
  })
}
