// What somebody else left beside the images: presentation states (PS3.3 A.33.1)
// and selections of key objects (A.35.4).

import { type DicomJson, items, number, numbers, text } from './dataset'
import type { Point, View } from './view'

export type Reference = { sop: string; frames: number[] }

export type Drawing = { kind: 'line' | 'point' | 'circle' | 'ellipse'; points: Point[]; filled: boolean } | { kind: 'text'; words: string; at: Point }

export type Presentation = {
  label: string
  images: Reference[]
  turns: View['turns']
  flipped: boolean
  /** Whether the darkest is shown brightest, whatever the image itself says; null where the state does not say. */
  inverse: boolean | null
  windows: { images: Reference[]; window: { center: number; width: number } }[]
  drawings: { images: Reference[]; drawings: Drawing[] }[]
  /** What of it is not shown here: masks, shutters, areas, tables of grays, drawings that are not of the image. */
  left: ('mask' | 'shutter' | 'area' | 'table' | 'screen')[]
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
  if (text(ds, '00181600')) left.push('shutter')
  if (items(ds, '0070005A').some(a => text(a, '00700100') === 'MAGNIFY')) left.push('area')
  const grays = items(ds, '00283110')
  const curved = grays.some(v => items(v, '00283010').length > 0 || !['', 'LINEAR'].includes(text(v, '00281056')))
  if (curved || items(ds, '20500010').length > 0 || items(ds, '00283000').length > 0) left.push('table')
  const drawings = items(ds, '00700001').map(a => {
    const objects = items(a, '00700009').flatMap(o => drawingOf(o, left))
    const words = items(a, '00700008').flatMap((o): Drawing[] => {
      const anchored = numbers(o, '00700014')
      const corner = numbers(o, '00700010')
      const [at, unit] = anchored.length === 2 ? [anchored, text(o, '00700004')] : [corner, text(o, '00700003')]
      if (unit !== 'PIXEL' || at.length !== 2) {
        left.push('screen')
        return []
      }
      return [{ kind: 'text', words: text(o, '00700006'), at: pixel(at[0], at[1]) }]
    })
    return { images: references(a, '00081140'), drawings: [...objects, ...words] }
  })
  return {
    label: text(ds, '00700081') || text(ds, '00700080'),
    images: items(ds, '00081115').flatMap(s => references(s, '00081140')),
    turns: (flipped ? (4 - quarter) % 4 : quarter) as View['turns'],
    flipped,
    inverse: ({ INVERSE: true, IDENTITY: false } as const)[text(ds, '20500020')] ?? null,
    windows: grays.flatMap(v => {
      const [center, width] = [number(v, '00281050'), number(v, '00281051')]
      return center !== undefined && width !== undefined && width > 0 ? [{ images: references(v, '00081140'), window: { center, width } }] : []
    }),
    drawings,
    left: [...new Set(left)],
  }
}

/** An image that a state may be about. */
export type Subject = { sop: string; frame: number; /** As it shows itself. */ inverse: boolean }

/**
 * How an image lies and looks under a state, with what a person did on top of it;
 * untouched where the state does not name it. The state's shape of grays stands
 * in the place of the image's own photometric interpretation (PS3.4 N.2.1.4).
 */
export function presented(view: View, p: Presentation | null, of: Subject): View {
  if (!p || !isAbout(p.images, of.sop, of.frame)) return view
  return {
    ...view,
    // A mirror runs the turns below it the other way.
    turns: ((view.turns + (view.flipped ? 4 - p.turns : p.turns)) % 4) as View['turns'],
    flipped: view.flipped !== p.flipped,
    inverted: view.inverted !== (p.inverse !== null && p.inverse !== of.inverse),
    window: view.window ?? p.windows.find(w => isAbout(w.images, of.sop, of.frame))?.window ?? null,
  }
}

/** What a state draws on an image. */
export function drawingsOn(p: Presentation | null, of: Subject): Drawing[] {
  if (!p || !isAbout(p.images, of.sop, of.frame)) return []
  return p.drawings.filter(d => isAbout(d.images, of.sop, of.frame)).flatMap(d => d.drawings)
}

/** A graphic's pixels count from 1 at the middle of the first; ours from 0 at its corner. */
function pixel(x = 0, y = 0): Point {
  return { x: x - 0.5, y: y - 0.5 }
}

function drawingOf(o: DicomJson, left: Presentation['left']): Drawing[] {
  if (text(o, '00700005') !== 'PIXEL') {
    left.push('screen')
    return []
  }
  const v = numbers(o, '00700022')
  const points = Array.from({ length: Math.floor(v.length / 2) }, (_, i) => pixel(v[2 * i], v[2 * i + 1]))
  const kind = ({ POLYLINE: 'line', INTERPOLATED: 'line', POINT: 'point', CIRCLE: 'circle', ELLIPSE: 'ellipse' } as const)[text(o, '00700023')]
  const wanted = { line: 2, point: 1, circle: 2, ellipse: 4 }
  return kind && points.length >= wanted[kind] ? [{ kind, points, filled: text(o, '00700024') === 'Y' }] : []
}

export type KeyObjects = { title: string; note: string; images: Reference[] }

export function keyObjectsOf(ds: DicomJson): KeyObjects {
  const content = items(ds, '0040A730')
  return {
    title: text(items(ds, '0040A043')[0], '00080104'),
    note: content
      .filter(c => text(c, '0040A040') === 'TEXT')
      .map(c => text(c, '0040A160'))
      .join(' '),
    images: content.filter(c => text(c, '0040A040') === 'IMAGE').flatMap(c => references(c, '00081199')),
  }
}
