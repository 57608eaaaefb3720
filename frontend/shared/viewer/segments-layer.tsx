import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Gray } from './decode/frame-info'
import type { Shown } from './frames'
import { edges, type Laid, laidOn, type Segmentation } from './segmentation'
import type { Rgb } from './segment-color'
import { planeOf } from './space'
import type { Slot } from './stack'
import type { Drawn } from './use-segmentations'
import { type Affine, apply, type Size } from './view'
import classes from './viewer.module.css'
import { useWords } from './words'

/** One frame of a segmentation, ready to be drawn. */
type Sheet = { to: Affine; fill: HTMLCanvasElement; outlines: { color: Rgb; lines: number[] }[]; /** An outline is too long to be drawn: the fill alone says where it is. */ bare: boolean }

// More than this would be drawn for seconds; only a mask of noise has as many.
const mostLines = 60_000

/** Segments over an image: a light fill and an outline, each in its color. */
export function SegmentsLayer({ drawn, shown, slot, at, room, ratio }: { drawn: Drawn[]; shown: Shown; slot: Slot; at: Affine; room: Size; ratio: number }) {
  const { t } = useWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const found = useMemo(() => drawn.map(d => ({ d, ...laidOn(d.of, underOf(shown, slot)) })), [drawn, shown, slot])
  const [ready, setReady] = useState<{ of: typeof found; sheets: Sheet[]; failed: boolean } | null>(null)
  useEffect(() => {
    let gone = false
    const wanted = found.flatMap(({ d, laid }) => laid.filter(l => l.frame.segment === null || !d.off.has(l.frame.segment)).map(l => ({ d, l })))
    void Promise.allSettled(wanted.map(async ({ d, l }) => sheetOf(d, l, await d.masks.get(l.frame.frame)))).then(all => {
      if (!gone) setReady({ of: found, sheets: all.flatMap(r => (r.status === 'fulfilled' ? [r.value] : [])), failed: all.some(r => r.status === 'rejected') })
    })
    return () => {
      gone = true
    }
  }, [found])
  // Nothing of one image is ever seen on another.
  const now = ready?.of === found ? ready : null
  useLayoutEffect(() => {
    const el = canvas.current
    const ctx = el?.getContext('2d')
    if (!el || !ctx) return
    el.width = Math.round(room.width * ratio)
    el.height = Math.round(room.height * ratio)
    for (const sheet of now?.sheets ?? []) paint(ctx, sheet, at, ratio)
  }, [now, at, room, ratio])
  const why = found.find(f => f.why)?.why
  const bare = now?.sheets.some(s => s.bare) ?? false
  return (
    <>
      <canvas ref={canvas} className={classes.overlay} aria-hidden data-segments={now ? now.sheets.length : undefined} />
      {why || now?.failed || bare ? (
        <p className={classes.unlaid} role="status">
          {why ? t('segments.notHere', { why: t(`segments.why.${why}`) }) : now?.failed ? t('segments.failed') : t('segments.bare')}
        </p>
      ) : null}
    </>
  )
}

function underOf({ described: d, picture, place }: Shown, slot: Slot) {
  return { sop: slot.instance.uid, frame: place.frame, rows: picture.rows, columns: picture.columns, plane: planeOf(d), frameOfReference: d.frameOfReference }
}

function sheetOf({ of, off }: Drawn, { frame, to }: Laid, mask: Gray): Sheet {
  const segments = of.segments.filter(s => !off.has(s.number) && (frame.segment === null || s.number === frame.segment))
  const fill = document.createElement('canvas')
  fill.width = mask.columns
  fill.height = mask.rows
  const ctx = fill.getContext('2d')
  if (ctx) ctx.putImageData(fillOf(of, segments, frame.segment, mask), 0, 0)
  const outlines = segments.map(({ number, color }) => ({ color, lines: edges(mask.columns, mask.rows, insideOf(of, frame.segment === null ? number : null, mask)) }))
  const drawn = outlines.filter(o => o.lines.length / 4 <= mostLines)
  return { to, fill, outlines: drawn, bare: drawn.length < outlines.length }
}

/** Inside is what is set, what is more likely in than out, or what has the segment's number. */
function insideOf({ kind, maximum }: Segmentation, label: number | null, { values }: Gray): (i: number) => boolean {
  if (label !== null) return i => values[i] === label
  return kind === 'fractional' ? i => 2 * (values[i] ?? 0) >= maximum : i => (values[i] ?? 0) > 0
}

const light = 64 // of 255

function fillOf({ kind, maximum }: Segmentation, segments: Segmentation['segments'], segment: number | null, mask: Gray): ImageData {
  const out = new ImageData(mask.columns, mask.rows)
  const colors = new Map(segments.map(s => [s.number, s.color]))
  for (let i = 0; i < mask.values.length; i++) {
    const v = mask.values[i] ?? 0
    const color = colors.get(segment ?? v)
    if (!color || v === 0) continue
    const [r, g, b] = color
    out.data.set([r, g, b, kind === 'fractional' ? Math.round((light * 1.5 * Math.min(v, maximum)) / maximum) : light], 4 * i)
  }
  return out
}

function paint(ctx: CanvasRenderingContext2D, { to, fill, outlines }: Sheet, at: Affine, ratio: number): void {
  const m: Affine = {
    a: ratio * (at.a * to.a + at.c * to.b),
    b: ratio * (at.b * to.a + at.d * to.b),
    c: ratio * (at.a * to.c + at.c * to.d),
    d: ratio * (at.b * to.c + at.d * to.d),
    e: ratio * (at.a * to.e + at.c * to.f + at.e),
    f: ratio * (at.b * to.e + at.d * to.f + at.f),
  }
  ctx.setTransform(m.a, m.b, m.c, m.d, m.e, m.f)
  ctx.imageSmoothingEnabled = false
  ctx.drawImage(fill, 0, 0)
  ctx.setTransform(1, 0, 0, 1, 0, 0)
  ctx.lineCap = 'square'
  for (const { color, lines } of outlines) {
    ctx.beginPath()
    for (let i = 0; i < lines.length; i += 4) {
      const from = apply(m, { x: lines[i] ?? 0, y: lines[i + 1] ?? 0 })
      const end = apply(m, { x: lines[i + 2] ?? 0, y: lines[i + 3] ?? 0 })
      ctx.moveTo(from.x, from.y)
      ctx.lineTo(end.x, end.y)
    }
    for (const [style, width] of [
      ['rgb(0 0 0 / 0.6)', 3],
      [`rgb(${color.join(' ')})`, 1.5],
    ] as const) {
      ctx.strokeStyle = style
      ctx.lineWidth = width * ratio
      ctx.stroke()
    }
  }
}
