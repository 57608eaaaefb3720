// What somebody outlined in the images (PS3.3 A.51, A.91): which segments there
// are, and where each frame of them lies on an image.

import { type DicomJson, isCut, items, number, numbers, text, vector } from './dataset'
import { colorsOf, type Rgb } from './segment-color'
import { depth, dot, fromPatient, type Plane, planeOf, toPatient } from './space'
import type { Reference } from './presentation'
import type { Affine } from './view'

export type Segment = { number: number; label: string; color: Rgb }

export type SegmentFrame = {
  /** Counted from 1. */
  frame: number
  /** Which segment it is of; null where its values say so. */
  segment: number | null
  /** The images that it was made from. */
  images: Reference[]
  plane?: Plane
  /** How much of the body it stands for, mm. */
  thickness: number
}

export type Segmentation = {
  label: string
  kind: 'binary' | 'fractional' | 'labelmap'
  rows: number
  columns: number
  /** What of a fraction is all. */
  maximum: number
  frameOfReference: string
  segments: Segment[]
  frames: SegmentFrame[]
  /** Not all of it was read. */
  cut: boolean
}

/** Why something is not laid over an image, or over any. */
export type Unlaid = 'surface' | 'unknown' | 'empty' | 'elsewhere' | 'size' | 'turned' | 'apart'

const surfaces = '1.2.840.10008.5.1.4.1.1.66.5'

export function segmentationOf(ds: DicomJson): Segmentation | Unlaid {
  if (text(ds, '00080016') === surfaces) return 'surface'
  const kind = ({ BINARY: 'binary', FRACTIONAL: 'fractional', LABELMAP: 'labelmap' } as const)[text(ds, '00620001')]
  if (!kind) return 'unknown'
  const [rows, columns] = [number(ds, '00280010') ?? 0, number(ds, '00280011') ?? 0]
  const described = items(ds, '00620002')
  const colors = colorsOf(described)
  // What a map of labels calls outside is nothing to draw.
  const outside = kind === 'labelmap' ? [0, number(ds, '00280120')] : []
  const segments = described.flatMap((s, i): Segment[] => {
    const n = number(s, '00620004')
    const color = colors[i]
    return n === undefined || !color || outside.includes(n) ? [] : [{ number: n, label: text(s, '00620005') || text(items(s, '0062000F')[0], '00080104'), color }]
  })
  const shared = items(ds, '52009229')[0]
  const frames = items(ds, '52009230').map((own, i) => frameOf(own, shared, i + 1, kind === 'labelmap'))
  if (rows < 1 || columns < 1 || segments.length === 0 || frames.length === 0) return 'empty'
  return {
    label: text(ds, '00700081') || text(ds, '00700080') || text(ds, '0008103E'),
    kind,
    rows,
    columns,
    maximum: number(ds, '0062000E') || 255,
    frameOfReference: text(ds, '00200052'),
    segments,
    frames,
    cut: isCut(ds) || frames.length < (number(ds, '00280008') ?? 1),
  }
}

function frameOf(own: DicomJson, shared: DicomJson | undefined, frame: number, labels: boolean): SegmentFrame {
  const macro = (tag: string) => items(own, tag)[0] ?? items(shared, tag)[0]
  const measures = macro('00289110')
  const spacing = numbers(measures, '00280030')
  const plane = planeOf({
    position: vector(macro('00209113'), '00200032', 3) ?? null,
    orientation: vector(macro('00209116'), '00200037', 6) ?? null,
    spacing: spacing.length === 2 ? (spacing as [number, number]) : null,
  })
  const derived = items(own, '00089124').length > 0 ? items(own, '00089124') : items(shared, '00089124')
  return {
    frame,
    segment: labels ? null : (number(macro('0062000A'), '0062000B') ?? 0),
    images: derived.flatMap(d => items(d, '00082112')).map(r => ({ sop: text(r, '00081155'), frames: numbers(r, '00081160') })),
    plane,
    thickness: number(measures, '00180088') ?? number(measures, '00180050') ?? 0,
  }
}

/** An image that something may be laid over. */
export type Under = { sop: string; frame: number; rows: number; columns: number; plane?: Plane; frameOfReference: string }

/** A frame of a segmentation on an image: from its pixels to the image's. */
export type Laid = { frame: SegmentFrame; to: Affine }

const identity: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 }

/**
 * What of a segmentation lies on an image: the frames that name it, else those
 * that lie where it lies in the same space. One that names an image and does not
 * fit it is not drawn, and why is said.
 */
export function laidOn(s: Segmentation, image: Under): { laid: Laid[]; why?: Unlaid } {
  const naming = s.frames.filter(f => f.images.some(r => r.sop === image.sop && (r.frames.length === 0 || r.frames.includes(image.frame))))
  if (naming.length === 0) return { laid: nearest(s, image) }
  const laid: Laid[] = []
  let why: Unlaid | undefined
  const spaces = s.frameOfReference !== '' && image.frameOfReference !== ''
  const one = spaces && s.frameOfReference === image.frameOfReference
  for (const frame of naming) {
    // Places are compared where both are said to be of one space, and nowhere else.
    const to = one && frame.plane && image.plane ? onto(s, frame, image.plane) : undefined
    if (typeof to === 'object') laid.push({ frame, to })
    else if (to) why = to
    // Two spaces, and nobody says how one lies in the other.
    else if (spaces && s.frameOfReference !== image.frameOfReference) why = 'apart'
    else if (s.rows !== image.rows || s.columns !== image.columns) why = 'size'
    else laid.push({ frame, to: identity })
  }
  return { laid, why }
}

/** Of each segment the frame that lies nearest to an image's plane, where that is within its thickness. */
function nearest(s: Segmentation, image: Under): Laid[] {
  const { plane } = image
  if (!plane || s.frameOfReference === '' || s.frameOfReference !== image.frameOfReference) return []
  const best = new Map<number | null, { off: number; laid: Laid }>()
  for (const frame of s.frames) {
    if (!frame.plane) continue
    const off = Math.abs(depth(plane, frame.plane.position))
    const known = best.get(frame.segment)
    if (known && known.off <= off) continue
    const to = onto(s, frame, plane)
    if (typeof to === 'object') best.set(frame.segment, { off, laid: { frame, to } })
  }
  return [...best.values()].map(b => b.laid)
}

/**
 * How a frame lies in an image's plane; or that it lies elsewhere, or across. No
 * corner of it may lie farther from that plane than half of what it stands for: a
 * limit in degrees would be millimeters at the edge (2.5 of them, 11 mm on a frame
 * of 500). A tenth of a millimeter is what rounded numbers come to.
 */
function onto({ columns, rows }: Pick<Segmentation, 'columns' | 'rows'>, { plane, thickness }: SegmentFrame, image: Plane): Affine | 'turned' | 'apart' {
  if (!plane || Math.abs(dot(plane.normal, image.normal)) < 0.9) return 'turned'
  const off = [0.5, columns - 0.5].flatMap(x => [0.5, rows - 0.5].map(y => depth(image, toPatient(plane, { x, y }))))
  const [least, most] = [Math.min(...off), Math.max(...off)]
  const allowed = Math.max(thickness / 2, 0.1) + 1e-3
  if (Math.max(-least, most) > allowed) return most - least > allowed ? 'turned' : 'apart'
  const at = (x: number, y: number) => fromPatient(image, toPatient(plane, { x, y }))
  const [o, right, down] = [at(0, 0), at(1, 0), at(0, 1)]
  return { a: right.x - o.x, b: right.y - o.y, c: down.x - o.x, d: down.y - o.y, e: o.x, f: o.y }
}

/** The edges of what is inside, as lines between pixels: x0, y0, x1, y1 of each. */
export function edges(columns: number, rows: number, inside: (i: number) => boolean): number[] {
  const out: number[] = []
  const is = (x: number, y: number) => x >= 0 && y >= 0 && x < columns && y < rows && inside(y * columns + x)
  for (let y = 0; y <= rows; y++) {
    let from = -1
    for (let x = 0; x <= columns; x++) {
      const edge = x < columns && is(x, y) !== is(x, y - 1)
      if (edge && from < 0) from = x
      if (!edge && from >= 0) {
        out.push(from, y, x, y)
        from = -1
      }
    }
  }
  for (let x = 0; x <= columns; x++) {
    let from = -1
    for (let y = 0; y <= rows; y++) {
      const edge = y < rows && is(x, y) !== is(x - 1, y)
      if (edge && from < 0) from = y
      if (!edge && from >= 0) {
        out.push(x, from, x, y)
        from = -1
      }
    }
  }
  return out
}
