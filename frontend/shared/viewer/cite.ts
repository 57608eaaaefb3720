import type { Target } from '../wire/key-image'
import type { Slot, Stack } from './stack'
import { type Affine, apply, type Extent, invert, type Point } from './view'

/** What a citation of the image that stands opens, at a point of it where there is one. */
export function citedTarget(stack: Stack, slot: Slot, point: Point | undefined): Target {
  const { record, frame } = slot.place
  return { record, series: stack.series.uid, sop: slot.instance.uid, frame, ...(point && { x: tenth(point.x), y: tenth(point.y) }) }
}

/** The point of the image under a point of its window; none beside the image. */
export function pointUnder(image: Extent, at: Affine, pointer: Point | undefined): Point | undefined {
  if (!pointer) return undefined
  const p = apply(invert(at), pointer)
  return p.x >= 0 && p.y >= 0 && p.x <= image.columns && p.y <= image.rows ? p : undefined
}

/** No hand points finer than a tenth of a pixel. */
const tenth = (v: number) => Math.round(v * 10) / 10
