import type { RefObject } from 'react'
import type { KeyImage, Optics, Region } from '../../wire/key-image'
import { named, seenRegion, type Stand, unnamed } from '../key-images'
import type { Stack } from '../stack'
import type { KeyImages } from '../use-key-images'
import { useMarking } from '../use-marking'
import type { Desk } from './desk'
import type { Level } from './level'
import { frameAt, seenIn, type Sight } from './pieces'
import type { Slide } from './pyramid'
import { magnification } from './scale'

/** What share of what two parts show both show; no part is all of it. */
function shared(a: Region | undefined, b: Region | undefined, whole: Region): number {
  const [p, q] = [a ?? whole, b ?? whole]
  const w = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x)
  const h = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y)
  const both = Math.max(0, w) * Math.max(0, h)
  return both / (p.width * p.height + q.width * q.height - both)
}

/** How a slide is seen, as a pathologist says it; zoom is a screen's pixels for one of the finest level. */
function opticsOf(slide: Slide, { focus, path }: Sight, zoom: number): Optics {
  const power = magnification(slide, zoom)
  return {
    ...(slide.focus.length > 1 ? { plane: focus + 1, planes: slide.focus.length } : {}),
    path: slide.paths.length > 1 && path ? path : undefined,
    power: power ? Number(power.times.toPrecision(power.times < 10 ? 2 : 3)) : undefined,
    about: power?.about || undefined,
  }
}

/** Whether a key image is of this level of a slide. */
export function isOf(level: Level): (k: KeyImage) => boolean {
  return k => level.parts.some(p => p.record === k.record && p.uid === k.sop)
}

/** Marking what is seen of a slide: each part of it may be a key image of its own. */
export function useSlideKeys(keys: KeyImages, stack: Stack, slide: Slide, level: Level, sight: Sight, desk: RefObject<Desk | null>) {
  const stand = (): Stand | null => {
    if (!desk.current) return null
    const { at, room, turns } = desk.current.seen()
    const region = seenRegion(level, at, room)
    const middle = region ?? { x: 0, y: 0, width: level.columns, height: level.rows }
    const found = frameAt(level, sight, middle.x + middle.width / 2, middle.y + middle.height / 2)
    const part = found?.part ?? level.parts[0]
    const instance = stack.series.instances.find(i => i.record === part?.record && i.uid === part?.uid)
    if (!part || !instance) return null
    const keeps = (k: KeyImage) => {
      const own = seenIn([slide], k)?.sight
      return own?.focus === sight.focus && own.path === sight.path
    }
    const whole = { x: 0, y: 0, width: level.columns, height: level.rows }
    return {
      on: 'slide',
      image: { ...named(stack, instance, found?.frame ?? 1), record: part.record },
      seen: { window: undefined, invert: undefined, flip: undefined, rotate: turns === 0 ? undefined : turns * 90, region, optics: opticsOf(slide, sight, Math.hypot(at.a, at.b) * (window.devicePixelRatio || 1)) },
      unfit: unnamed(stack, instance) ? 'identifiers' : slide.labeled ? 'label' : found ? null : 'unscanned',
      at,
      room,
      of: isOf(level),
      same: k => keeps(k) && shared(k.region, region, whole) > 0.8,
      keeps,
    }
  }
  return { ...useMarking(keys, '', stand), stand }
}
