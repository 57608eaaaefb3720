import { useEffect, useRef, useState } from 'react'
import { NotShown, Why } from './decode/frame-info'
import type { Frames, Shown } from './frames'
import { around, type Stack } from './stack'

/** What stands on the screen, and which image it is: the two are never apart. */
export type Standing =
  | { kind: 'shown'; index: number; shown: Shown }
  | { kind: 'refused'; index: number; fault: NotShown | Error }
  | { kind: 'nothing' }

/**
 * The image at an index of a stack. Until it is there an earlier one stands,
 * under its own number. Of answers that come late the newer replaces the older,
 * never the other way: who holds a key sees the images go by.
 */
export function useImage(frames: Frames, stack: Stack, index: number, again: number): Standing {
  const [standing, setStanding] = useState<{ stack: Stack; at: Standing }>({ stack, at: { kind: 'nothing' } })
  const before = useRef(index)
  const wanted = useRef({ stack, last: 0, shown: 0 })
  // What is there already stands with the key that asks for it, not a turn of the page later.
  const place = stack.slots[index]?.instance.shown ? stack.slots[index].place : undefined
  const here = place && frames.here(place)
  const at: Standing | undefined = here && { kind: 'shown', index, shown: here }
  if (at && !(standing.stack === stack && isSame(standing.at, at))) setStanding({ stack, at })
  useEffect(() => {
    const slot = stack.slots[index]
    if (!slot) return
    if (wanted.current.stack !== stack) wanted.current = { stack, last: 0, shown: 0 }
    const want = wanted.current
    const turn = ++want.last
    const direction = index - before.current
    before.current = index
    const stands = (at: Standing) => {
      if (wanted.current !== want || turn < want.shown) return
      want.shown = turn
      setStanding(s => (s.stack === stack && isSame(s.at, at) ? s : { stack, at }))
      if (turn === want.last) frames.prefetch(around(stack.slots.length, index, direction).flatMap(i => (stack.slots[i]?.instance.shown ? (stack.slots[i]?.place ?? []) : [])))
    }
    // What Go knows from the header is not asked for.
    const { shown, why } = slot.instance
    let left = false
    const request = () => {
      const asked = shown ? frames.get(slot.place) : Promise.reject(new NotShown(Why.Said, why))
      asked.then(
        shown => stands({ kind: 'shown', index, shown }),
        (e: unknown) => {
          if (e instanceof DOMException && e.name === 'AbortError') {
            // It gave way to what another window asked for, and is what this one still waits for.
            if (!left) request()
            return
          }
          stands({ kind: 'refused', index, fault: e instanceof Error ? e : new Error() })
        },
      )
    }
    request()
    return () => {
      left = true
    }
  }, [frames, stack, index, again])
  return standing.stack === stack ? standing.at : { kind: 'nothing' }
}

function isSame(a: Standing, b: Standing): boolean {
  return a.kind === 'shown' && b.kind === 'shown' && a.index === b.index && a.shown === b.shown
}
