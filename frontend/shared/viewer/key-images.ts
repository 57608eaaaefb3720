// What a person marks for others to look at: an image as it was seen, with
// arrows and a note. From a view to its key image, and back.

import type { Arrow, KeyImage, Region } from '../wire/key-image'
import type { Instance } from './contract'
import type { Shown } from './frames'
import type { KeyImageEdit } from './key-image-edit'
import type { KeyImageWork } from './key-image-work'
import { windowOf } from './look'
import { beneath, isAbout, type Presentation, presented } from './presentation'
import type { Slot, Stack } from './stack'
import { extentOf, subjectOf } from './subject'
import { type Affine, apply, type Extent, fitScale, invert, plainView, type Point, type Size, type View } from './view'

/** Key images that others marked, read only. */
export type OthersKeyImages = { title: string; list: KeyImage[] }

export type KeyImageHands = {
  list: KeyImage[]
  others?: OthersKeyImages[]
  /** Absent where nothing can be marked any more, or not by this person. */
  edit?: KeyImageEdit
  /** What is marked and not kept yet: held and ended by whoever outlives the viewer. */
  work: KeyImageWork
  /** Of the list: why one is not shown to anybody, in a sentence. */
  broken?: Record<string, string>
}

/** What is shown of one's own: as it is kept this moment, under what is not kept yet. */
export function ownKeyImages({ list, edit, work }: KeyImageHands): KeyImage[] {
  return work.list(edit?.stored() ?? list.map(image => ({ image })))
}

/** 128 random bits as Go's NewID gives them. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('')
}

/** Which image a key image is of, and what is said of it. */
export type Named = Pick<KeyImage, 'record' | 'study' | 'series' | 'sop' | 'frame' | 'series_number' | 'instance_number' | 'modality' | 'description' | 'date'>
/** How an image is seen. */
export type SeenAs = Pick<KeyImage, 'window' | 'invert' | 'rotate' | 'flip' | 'region' | 'state' | 'optics'>

/** What stands before whoever marks, and how. */
export type Stand = {
  /** What it is called among what can be drawn on. */
  on: string
  image: Named
  seen: SeenAs
  /** Why it cannot be marked. */
  unfit: Unmarkable | null
  /** From the image's pixels to those of the room in which it is seen. */
  at: Affine
  room: Size
  /** Whether a key image is of this image. */
  of: (k: KeyImage) => boolean
  /** And of what is seen of it: to mark it once more means that one. Absent: of an image there is one. */
  same?: (k: KeyImage) => boolean
  /** Whether it can be shown as it is seen now under its own name: not in another focus or light. Absent: it can. */
  keeps?: (k: KeyImage) => boolean
}

/** A presentation state that is applied, and the record that holds it. */
export type Applied = { record: string; presentation: Presentation | null }

/** How the image is seen now; sop is its own. */
export function seenNow(shown: Shown, sop: string, view: View, { record, presentation: p }: Applied, at: Affine, room: Size): SeenAs {
  const { described: d } = shown
  // A table or a curve of a file's own is no window: it is taken from the file again.
  const curved = view.voi !== undefined && (view.voi.lut !== undefined || view.voi.shape !== 'linear')
  const plain = (view.window !== null && !curved) || (!curved && d.shape === 'linear' && (d.windows.length > 0 || d.voiLuts.length === 0))
  return {
    window: (plain ? windowOf(shown, view) : null) ?? undefined,
    invert: view.inverted || undefined,
    rotate: view.turns === 0 ? undefined : view.turns * 90,
    flip: view.flipped || undefined,
    region: seenRegion(shown.picture, at, room),
    state: p && isAbout(p.images, sop, shown.place.frame) ? { record, sop: p.sop } : undefined,
  }
}

/** What of the image is in the window; undefined where it is all of it, or nothing. */
export function seenRegion({ columns, rows }: { columns: number; rows: number }, at: Affine, room: Size): Region | undefined {
  const back = invert(at)
  const [a, b] = [apply(back, { x: 0, y: 0 }), apply(back, { x: room.width, y: room.height })]
  return within({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) }, { columns, rows })
}

/** The part of a region that lies on the image. */
export function within(r: Region, { columns, rows }: { columns: number; rows: number }): Region | undefined {
  const [x0, y0] = [Math.max(0, r.x), Math.max(0, r.y)]
  const [x1, y1] = [Math.min(columns, r.x + r.width), Math.min(rows, r.y + r.height)]
  if (!(x1 - x0 > 0 && y1 - y0 > 0)) return undefined
  if (x0 === 0 && y0 === 0 && x1 === columns && y1 === rows) return undefined
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }
}

/** Why an image cannot be a key image as it is seen now. */
export type Unmarkable = 'identifiers' | 'label' | 'unscanned' | 'state'

const uid = /^[0-9.]{1,128}$/

/** A key image names its image by UIDs. */
export function unnamed({ study, series }: Stack, instance: Instance): boolean {
  return ![study.uid, series.uid, instance.uid].every(u => uid.test(u))
}

/** A key image names its image by UIDs, and the state under which it is seen; what may show a slide's label is in none. */
export function unmarkable(stack: Stack, { instance, place }: Slot, { glass = false, state = null }: { glass?: boolean; state?: Presentation | null } = {}): Unmarkable | null {
  if (unnamed(stack, instance)) return 'identifiers'
  if (glass) return 'label'
  return state && isAbout(state.images, instance.uid, place.frame) && !uid.test(state.sop) ? 'state' : null
}

/** A text in at most so many bytes of UTF-8, as Go counts them. */
function clipped(s: string, most: number): string {
  const bytes = new TextEncoder()
  let out = ''
  let length = 0
  for (const c of s) {
    length += bytes.encode(c).length
    if (length > most) break
    out += c
  }
  return out
}

/** An image by its names. */
export function named({ study, series }: Stack, instance: Instance, frame: number): Named {
  return {
    record: instance.record,
    study: study.uid,
    series: series.uid,
    sop: instance.uid,
    frame,
    series_number: series.number === null ? undefined : String(series.number),
    instance_number: instance.number ?? undefined,
    modality: clipped(series.modality, 64) || undefined,
    description: clipped(series.description, 1024) || undefined,
    date: study.date || undefined,
  }
}

/** What stands, marked as it is seen. */
export function marked({ image, seen }: Stand, arrows?: Arrow[]): KeyImage {
  return { id: newId(), ...image, arrows, ...seen, at: new Date().toISOString() }
}

/** A key image's view but for what depends on the room: see inRoom. */
export function viewOfKeyImage(k: KeyImage): View {
  return { ...plainView, turns: turnsOf(k.rotate), flipped: k.flip ?? false, inverted: k.invert ?? false, window: k.window ?? null }
}

function turnsOf(rotate: number | undefined): View['turns'] {
  return ([0, 1, 2, 3] as const)[Math.round((rotate ?? 0) / 90) % 4] ?? 0
}

/** How a key image was seen, under its state where it names one. */
export function seenAgain(k: KeyImage, shown: Shown, state: Presentation | null): View {
  const of = subjectOf(shown, k.sop)
  return presented(beneath(viewOfKeyImage(k), state, of), state, of)
}

/** What a person would have done to see a key image in a room as it was seen. */
export function opened(k: KeyImage, shown: Shown, state: Presentation | null, room: Size): View {
  const { zoom, pan } = inRoom(seenAgain(k, shown, state), extentOf(shown), room, k.region)
  return { ...beneath(viewOfKeyImage(k), state, subjectOf(shown, k.sop)), zoom, pan }
}

/** Zoomed and moved so that the region fills the room. */
export function inRoom(view: View, image: Extent, room: Size, region: Region | undefined): View {
  const { area } = view
  const whole = { x: 0, y: 0, width: image.columns, height: image.rows }
  const part = (region && within(region, image)) ?? (area && whole)
  if (!part) return { ...view, zoom: 1, pan: { x: 0, y: 0 } }
  const scale = fitScale({ columns: part.width, rows: part.height, aspect: image.aspect }, view.turns, room)
  const zoom = scale / fitScale(image, view.turns, room, area)
  const { x0, y0, x1, y1 } = area ?? { x0: 0, y0: 0, x1: image.columns, y1: image.rows }
  const away: Point = { x: (part.x + part.width / 2 - (x0 + x1) / 2) * scale, y: (part.y + part.height / 2 - (y0 + y1) / 2) * scale * image.aspect }
  const flipped = view.flipped ? { x: -away.x, y: away.y } : away
  const [cos, sin] = ([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[view.turns]
  return { ...view, zoom, pan: { x: -(cos * flipped.x - sin * flipped.y), y: -(sin * flipped.x + cos * flipped.y) } }
}
