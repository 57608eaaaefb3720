// What somebody else left beside the images: presentation states (PS3.3 A.33.1)
// and selections of key objects (A.35.4).

import { type DicomJson, element, items, number, numbers, text } from './dataset'
import type { Lut } from './decode/frame-info'
import { lutOf, type Shape } from './describe'
import { type Overlay, overlaysOf } from './overlay'
import { type Shutter, shutterOf } from './shutter'
import type { Area, Extent, Point, View } from './view'

export type Reference = { sop: string; frames: number[] }

/** Places are in the image's pixels; or, where so said, from 0 to 1 in what is shown of it. */
export type Drawing =
  | { kind: 'line' | 'point' | 'circle' | 'ellipse'; points: Point[]; filled: boolean; shown?: true }
  | { kind: 'text'; words: string; at: Point; shown?: true; /** What it is about, with a line to it. */ to?: { point: Point; shown?: true } }

export type Presentation = {
  /** Its own SOP Instance UID. */
  sop: string
  label: string
  images: Reference[]
  turns: View['turns']
  flipped: boolean
  /** Whether the darkest is shown brightest, whatever the image itself says; null where the state does not say. */
  inverse: boolean | null
  windows: { images: Reference[]; window: { center: number; width: number } | null; shape: Shape; lut?: Lut }[]
  areas: { images: Reference[]; area: Area | null }[]
  shutter: Shutter | null
  /** Planes of its own, those that it wants to be seen. */
  overlays: Overlay[]
  /** What its values are, where it says so; its window is of these. */
  values: { slope: number; intercept: number } | null
  drawings: { images: Reference[]; drawings: Drawing[] }[]
  /** What of it is not shown here: masks, shutters of bits, the size of life, tables of values or of what is printed, drawings without a place. */
  left: ('mask' | 'shutter' | 'size' | 'table' | 'screen')[]
}

/** States that mix several images, or that color them by tables: applied in part they would show something else. */
const mixed = ['4', '8', '9', '10', '11'].map(n => `1.2.840.10008.5.1.4.1.1.11.${n}`)

export function isReadable(ds: DicomJson): boolean {
  return !mixed.includes(text(ds, '00080016')) && !element(ds, '00281101')
}

function references(ds: DicomJson, tag: string): Reference[] {
  return items(ds, tag).map(it => ({ sop: text(it, '00081155'), frames: numbers(it, '00081160') }))
}

/** Whether something is about an image; what names none is about all. */
export function isAbout(images: Reference[], sop: string, frame: number): boolean {
  return images.length === 0 || images.some(r => r.sop === sop && (r.frames.length === 0 || r.frames.includes(frame)))
}

export function presentationOf(ds: DicomJson): Presentation {
  const rotation = number(ds, '00700042') ?? 0
  const flipped = text(ds, '00700041') === 'Y'
  // The file turns first and mirrors then; we mirror first.
  const quarter = ((Math.round(rotation / 90) % 4) + 4) % 4
  const left: Presentation['left'] = []
  if (items(ds, '00286100').length > 0) left.push('mask')
  const shutter = shutterOf(ds)
  if (shutter?.left) left.push('shutter')
  const areas = items(ds, '0070005A')
  if (areas.some(a => text(a, '00700100') === 'TRUE SIZE')) left.push('size')
  const grays = items(ds, '00283110')
  if (items(ds, '20500010').length > 0 || items(ds, '00283000').length > 0) left.push('table')
  const [slope, intercept] = [number(ds, '00281053'), number(ds, '00281052')]
  const drawings = items(ds, '00700001').map(a => {
    const objects = items(a, '00700009').flatMap(o => drawingOf(o, left))
    const words = items(a, '00700008').flatMap(o => wordsOf(o, left))
    return { images: references(a, '00081140'), drawings: [...objects, ...words] }
  })
  return {
    sop: text(ds, '00080018'),
    label: text(ds, '00700081') || text(ds, '00700080'),
    images: items(ds, '00081115').flatMap(s => references(s, '00081140')),
    turns: (flipped ? (4 - quarter) % 4 : quarter) as View['turns'],
    flipped,
    inverse: ({ INVERSE: true, IDENTITY: false } as const)[text(ds, '20500020')] ?? null,
    windows: grays.flatMap((v): Presentation['windows'] => {
      const [center, width] = [number(v, '00281050'), number(v, '00281051')]
      const images = references(v, '00081140')
      const table = items(v, '00283010')[0]
      const lut = table && lutOf(table, element(table, '00283002')?.vr === 'SS')
      if (lut) return [{ images, window: null, shape: 'linear', lut }]
      const shape: Shape = ({ LINEAR_EXACT: 'exact', SIGMOID: 'sigmoid' } as const)[text(v, '00281056')] ?? 'linear'
      return center !== undefined && width !== undefined && width > 0 ? [{ images, window: { center, width }, shape }] : []
    }),
    areas: areas.map(a => ({ images: references(a, '00081140'), area: areaOf(a) })),
    shutter,
    overlays: overlaysOf(ds, 1).overlays.filter(o => o.layer !== ''),
    values: slope !== undefined && slope !== 0 && intercept !== undefined ? { slope, intercept } : null,
    drawings,
    left: [...new Set(left)],
  }
}

/** What is seen of an image: its upper left and lower right pixel, which count from 1. */
function areaOf(a: DicomJson): Area | null {
  const [x0, y0] = numbers(a, '00700052')
  const [x1, y1] = numbers(a, '00700053')
  if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) return null
  // A corner may be named the other way around.
  const [left, right] = [Math.min(x0, x1) - 1, Math.max(x0, x1)]
  const [top, bottom] = [Math.min(y0, y1) - 1, Math.max(y0, y1)]
  const ratio = text(a, '00700100') === 'MAGNIFY' ? number(a, '00700103') : undefined
  return right > left && bottom > top ? { x0: left, y0: top, x1: right, y1: bottom, magnified: ratio !== undefined && ratio > 0 ? ratio : null } : null
}

/** An image that a state may be about. */
export type Subject = { sop: string; frame: number; /** As it shows itself. */ inverse: boolean; values?: { slope: number; intercept: number }; /** Its values may be less than zero. */ signed?: boolean }

/** The grays of a state for an image; none where it means other values than those that are shown. */
function graysOf(p: Presentation, of: Subject): Presentation['windows'][number] | undefined {
  const others = p.values && of.values && (p.values.slope !== of.values.slope || p.values.intercept !== of.values.intercept)
  return others ? undefined : p.windows.find(w => isAbout(w.images, of.sop, of.frame))
}

/**
 * How an image lies and looks under a state, with what a person did on top of it;
 * untouched where the state does not name it. The state's shape of grays stands
 * in the place of the image's own photometric interpretation (PS3.4 N.2.1.4).
 */
export function presented(view: View, p: Presentation | null, of: Subject): View {
  if (!p || !isAbout(p.images, of.sop, of.frame)) return view
  const own = view.window ? undefined : graysOf(p, of)
  return {
    ...view,
    // A mirror runs the turns below it the other way.
    turns: ((view.turns + (view.flipped ? 4 - p.turns : p.turns)) % 4) as View['turns'],
    flipped: view.flipped !== p.flipped,
    inverted: view.inverted !== (p.inverse !== null && p.inverse !== of.inverse),
    window: view.window ?? own?.window ?? null,
    voi: own && { shape: own.shape, lut: own.lut && signedLut(own.lut, of) },
    area: p.areas.find(a => isAbout(a.images, of.sop, of.frame))?.area ?? undefined,
  }
}

/** What a person would have done to an image for it to be seen so under a state: presented gives back how it was seen. */
export function beneath(seen: View, p: Presentation | null, of: Subject): View {
  if (!p || !isAbout(p.images, of.sop, of.frame)) return seen
  const flipped = seen.flipped !== p.flipped
  return {
    ...seen,
    flipped,
    turns: ((seen.turns + (flipped ? p.turns : 4 - p.turns)) % 4) as View['turns'],
    inverted: seen.inverted !== (p.inverse !== null && p.inverse !== of.inverse),
  }
}

/** Where a state does not say whether its table begins below zero, the image's values do. */
function signedLut(lut: Lut, of: Subject): Lut {
  return of.signed && lut.first > 0x7fff ? { ...lut, first: lut.first - 0x10000 } : lut
}

/** Whether a state's grays are not an image's, since its values are others than those that are shown. */
export function isOfOtherValues(p: Presentation | null, of: Subject): boolean {
  return p !== null && isAbout(p.images, of.sop, of.frame) && p.windows.some(w => isAbout(w.images, of.sop, of.frame)) && graysOf(p, of) === undefined
}

/** What a state draws on an image, in the image's pixels. */
export function drawingsOn(p: Presentation | null, of: Subject, image: Extent): Drawing[] {
  if (!p || !isAbout(p.images, of.sop, of.frame)) return []
  const area = p.areas.find(a => isAbout(a.images, of.sop, of.frame))?.area ?? { x0: 0, y0: 0, x1: image.columns, y1: image.rows }
  const place = (at: Point, shown?: true) => (shown ? within(area, p, at) : at)
  return p.drawings
    .filter(d => isAbout(d.images, of.sop, of.frame))
    .flatMap(d => d.drawings)
    .map(d => (d.kind === 'text' ? { ...d, at: place(d.at, d.shown), to: d.to && { point: place(d.to.point, d.to.shown) } } : { ...d, points: d.points.map(q => place(q, d.shown)) }))
}

/** A place from 0 to 1 in what is shown of an image, turned and mirrored as the state says, in the image's pixels. */
function within(area: Omit<Area, 'magnified'>, { turns, flipped }: Presentation, at: Point): Point {
  let [x, y] = [at.x - 0.5, at.y - 0.5]
  // Back by the quarter turns, then by the mirror, which comes first on the way there.
  for (let i = 0; i < turns; i++) [x, y] = [y, -x]
  if (flipped) x = -x
  return { x: area.x0 + (x + 0.5) * (area.x1 - area.x0), y: area.y0 + (y + 0.5) * (area.y1 - area.y0) }
}

/** An ellipse by the ends of its one axis and of the other (PS3.3 C.10.5.1.2). */
export function ellipseThrough(a: Point, b: Point, c: Point, d: Point): { middle: Point; rx: number; ry: number; turn: number } {
  return { middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, rx: Math.hypot(b.x - a.x, b.y - a.y) / 2, ry: Math.hypot(d.x - c.x, d.y - c.y) / 2, turn: Math.atan2(b.y - a.y, b.x - a.x) }
}

/** A graphic's pixels count from 1 at the middle of the first; ours from 0 at its corner. */
function pixel(x = 0, y = 0): Point {
  return { x: x - 0.5, y: y - 0.5 }
}

/** Where something lies: in the image's pixels, or in what is shown of it. */
function placed(unit: string, x = 0, y = 0): { point: Point; shown?: true } | undefined {
  if (unit === 'PIXEL') return { point: pixel(x, y) }
  return unit === 'DISPLAY' ? { point: { x, y }, shown: true } : undefined
}

function wordsOf(o: DicomJson, left: Presentation['left']): Drawing[] {
  const place = (tag: string, unit: string) => {
    const v = numbers(o, tag)
    return v.length === 2 ? placed(text(o, unit), v[0], v[1]) : undefined
  }
  const box = place('00700010', '00700003')
  const anchor = place('00700014', '00700004')
  const at = box ?? anchor
  if (!at) {
    left.push('screen')
    return []
  }
  return [{ kind: 'text', words: text(o, '00700006'), at: at.point, shown: at.shown, to: box && anchor && text(o, '00700015') === 'Y' ? anchor : undefined }]
}

function drawingOf(o: DicomJson, left: Presentation['left']): Drawing[] {
  const v = numbers(o, '00700022')
  const places = Array.from({ length: Math.floor(v.length / 2) }, (_, i) => placed(text(o, '00700005'), v[2 * i], v[2 * i + 1])).flatMap(p => p ?? [])
  const kind = ({ POLYLINE: 'line', INTERPOLATED: 'line', POINT: 'point', CIRCLE: 'circle', ELLIPSE: 'ellipse' } as const)[text(o, '00700023')]
  const wanted = { line: 2, point: 1, circle: 2, ellipse: 4 }
  if (!kind || places.length < wanted[kind]) {
    left.push('screen')
    return []
  }
  return [{ kind, points: places.map(p => p.point), filled: text(o, '00700024') === 'Y', shown: places[0]?.shown }]
}

export type KeyObjects = { title: string; note: string; images: Reference[] }

export function keyObjectsOf(ds: DicomJson): KeyObjects {
  const content = items(ds, '0040A730')
  const images = content.filter(c => text(c, '0040A040') === 'IMAGE').flatMap(c => references(c, '00081199'))
  return {
    title: text(items(ds, '0040A043')[0], '00080104'),
    note: content
      .filter(c => text(c, '0040A040') === 'TEXT')
      .map(c => text(c, '0040A160'))
      .join(' '),
    // Each of several frames is one to go to.
    images: images.flatMap(r => (r.frames.length > 1 ? r.frames.map(f => ({ ...r, frames: [f] })) : [r])),
  }
}
