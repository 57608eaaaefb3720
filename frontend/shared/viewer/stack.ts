import type { Target } from '../wire/key-image'
import type { Images, Instance, Series, Study } from './contract'
import { tiled } from './describe'
import type { Place } from './frames'

/** One image of a series: an instance's frame. */
export type Slot = { place: Place; instance: Instance }

export type Stack = {
  /** Tells it from all others: of a series that holds a slide and other images, two are made. */
  key: string
  study: Study
  series: Series
  slots: Slot[]
  /** Images that are not there, each before the slot at which they are missed. */
  gaps: { before: number; count: number }[]
  missing: number
  /** A whole slide: its instances are one image at several scales, and their frames are tiles of it. */
  slide?: true
}

export function stacksOf(images: Images): Stack[] {
  return images.studies.flatMap(study => study.series.flatMap(series => ofSeries(study, series)))
}

/** A slide's files are tiles of one image, whatever else a maker puts into their series: nobody scrolls through them. */
function ofSeries(study: Study, series: Series): Stack[] {
  const tiles = series.instances.filter(i => tiled.includes(i.sop))
  const rest = series.instances.filter(i => !tiled.includes(i.sop))
  const out: Stack[] = []
  if (tiles.length > 0) out.push({ key: `${series.uid} slide`, study, series: { ...series, instances: tiles }, slots: tiles.map(instance => ({ instance, place: { record: instance.record, frame: 1 } })), gaps: [], missing: 0, slide: true })
  if (rest.length > 0 || tiles.length === 0) out.push(stackOf(study, { ...series, instances: rest }))
  return out
}

function stackOf(study: Study, series: Series): Stack {
  const slots = series.instances.flatMap(instance => Array.from({ length: Math.max(1, instance.frames) }, (_, i) => ({ instance, place: { record: instance.record, frame: i + 1 } })))
  const numbers = slots.map(s => s.instance.number)
  // Viewing order may run against the numbers.
  const first = numbers.find(n => n !== null) ?? 0
  const last = numbers.findLast(n => n !== null) ?? 0
  const down = last < first
  const gaps = series.missing.map(([from, to]) => {
    const before = numbers.findIndex(n => n !== null && (down ? n < from : n > to))
    return { before: before < 0 ? slots.length : before, count: to - from + 1 }
  })
  return { key: series.uid, study, series, slots, gaps, missing: gaps.reduce((n, g) => n + g.count, 0) }
}

/** What is opened where nobody says: the first series to scroll in; a scout or a single image comes first only where all are such. */
export function opening(stacks: Stack[]): { stack: Stack; index: number } | undefined {
  const shown = stacks.filter(s => s.series.instances.some(i => i.shown))
  const stack = shown.find(s => s.slide || s.slots.length > 1) ?? shown[0] ?? stacks[0]
  return stack && { stack, index: Math.max(0, stack.slots.findIndex(s => s.instance.shown)) }
}

/** Where a way into the viewer leads: an image by its record or SOP instance, a frame of it; or a series. */
export function find(stacks: Stack[], target: Target): { stack: Stack; index: number } | undefined {
  for (const stack of stacks) {
    if (target.record || target.sop) {
      const index = stack.slots.findIndex(s => isAt(s, stack.slide ? slideTarget(s, target) : target)) // a tile is a place in a slide
      if (index >= 0) return { stack, index }
    } else if (stack.series.uid === target.series) return { stack, index: 0 }
  }
  return undefined
}

/** A part of a slide by its record or its UID; the slide's parts may be files of one record. */
function slideTarget({ instance }: Slot, target: Target): Target {
  return target.sop === instance.uid ? { sop: target.sop } : { record: target.record ?? '-' }
}

export function isAt({ place, instance }: Slot, target: Target): boolean {
  if (!target.record && !target.sop) return false
  // Two records may have one UID, and a record may hold another image than it did.
  const named = (!target.record || place.record === target.record) && (!target.sop || instance.uid === target.sop)
  return named && place.frame === (target.frame ?? 1)
}

/** The images around a place, the nearest first, more of them the way one goes. */
export function around(length: number, at: number, direction: number): number[] {
  const out: number[] = []
  const ahead = direction < 0 ? -1 : 1
  for (let i = 1; i <= 24; i++) {
    out.push(at + ahead * i)
    if (i % 3 === 0) out.push(at - (ahead * i) / 3)
  }
  return out.filter(i => i >= 0 && i < length)
}
