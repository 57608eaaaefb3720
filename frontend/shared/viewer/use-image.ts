import { useEffect, useRef, useState } from 'react'
import type { NotShown } from './decode/frame-info'
import type { Frames, Shown } from './frames'
import { around, type Stack } from './stack'

/** What stands on the screen, and which image it is: the two are never apart. */
export type Standing =
  | { kind: 'shown'; index: number; shown: Shown }
  | { kind: 'refused'; index: number; fault: NotShown | Error }
  | { kind: 'nothing' }

/**
 * The image at an index of a stack. Until it is there the one before it stands,
 * under its own number. An answer that comes late for another index is let go.
 */
export function useImage(frames: Frames, stack: Stack, index: number, again: number): Standing {
  const [standing, setStanding] = useState<{ stack: Stack; at: Standing }>({ stack, at: { kind: 'nothing' } })
  const before = useRef(index)
  useEffect(() => {
    const slot = stack.slots[index]
    if (!slot) return
    let gone = false
    const direction = index - before.current
    before.current = index
    const ahead = () => frames.prefetch(around(stack.slots.length, index, direction).flatMap(i => stack.slots[i]?.place ?? []))
    frames.get(slot.place).then(
      shown => {
        if (gone) return
        setStanding({ stack, at: { kind: 'shown', index, shown } })
        ahead()
      },
      (e: unknown) => {
        if (gone || (e instanceof DOMException && e.name === 'AbortError')) return
        setStanding({ stack, at: { kind: 'refused', index, fault: e instanceof Error ? e : new Error() } })
        ahead()
      },
    )
    return () => {
      gone = true
    }
  }, [frames, stack, index, again])
  return standing.stack === stack ? standing.at : { kind: 'nothing' }
}
