import type { Instance } from './contract'
import { cross, dot, type Vec } from './space'
import type { Stack } from './stack'

/** Where an instance lies, as the list of images says it. Of many frames it says where the first lies, which is no place of the others. */
function placed(i: Instance | undefined): { position: Vec; normal: Vec } | null {
  if (!i?.position || !i.orientation || i.frames > 1) return null
  const row = i.orientation.slice(0, 3) as Vec
  const column = i.orientation.slice(3) as Vec
  return { position: i.position, normal: cross(row, column) }
}

type Pane = { stack: Stack; index: number }

/**
 * The image of another series that goes with a step in this one: the same height
 * in the patient where both were made in one space, the same way from where it
 * stands where they were not, the same number of images where nobody knows.
 */
export function follow(from: Pane, to: number, other: Pane): number {
  const last = other.stack.slots.length - 1
  const within = (i: number) => Math.min(last, Math.max(0, i))
  const before = placed(from.stack.slots[from.index]?.instance)
  const after = placed(from.stack.slots[to]?.instance)
  const here = placed(other.stack.slots[other.index]?.instance)
  if (!before || !after || !here || Math.abs(dot(after.normal, here.normal)) < 0.9) return within(other.index + to - from.index)
  const depth = (p: Vec) => dot(p, here.normal)
  const space = from.stack.series.frame_of_reference
  const same = space !== '' && space === other.stack.series.frame_of_reference
  const target = same ? depth(after.position) : depth(here.position) + depth(after.position) - depth(before.position)
  let best = other.index
  let least = Infinity
  other.stack.slots.forEach((s, i) => {
    const p = placed(s.instance)
    const off = p ? Math.abs(depth(p.position) - target) : Infinity
    if (off < least) [least, best] = [off, i]
  })
  return best
}

/** Where another series is opened beside one that stands: at the same height where both were made in one space, else as far between its ends. */
export function level(from: Pane, stack: Stack): number {
  if (from.stack.slide || stack.slide) return 0
  const part = from.index / Math.max(1, from.stack.slots.length - 1)
  return follow(from, from.index, { stack, index: Math.round(part * (stack.slots.length - 1)) })
}
