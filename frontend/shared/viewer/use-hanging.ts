import { useEffect, useRef } from 'react'
import { describe } from './describe'
import { candidates, hang, type Hung } from './hanging'
import type { Source } from './source'
import type { Stack } from './stack'

/** Hangs the images of a projection study once their files have said what they show; not for somebody who has begun to look. */
export function useHanging(source: Source, start: Stack, stacks: Stack[], wanted: boolean, onHang: (hung: Hung[]) => void): void {
  const hands = useRef({ onHang })
  useEffect(() => {
    hands.current = { onHang }
  })
  useEffect(() => {
    const all = wanted ? candidates(start, stacks) : []
    if (all.length === 0) return
    const abort = new AbortController()
    void Promise.allSettled(
      all.map(async c => {
        const slot = c.stack.slots[c.index]
        const ds = await source.dataset(slot?.place.record ?? '', abort.signal)
        return { ...c, described: describe(ds, 1) }
      }),
    ).then(read => {
      if (abort.signal.aborted) return
      // What does not say what it shows hangs nowhere; the others do.
      const hung = hang(read.flatMap(r => (r.status === 'fulfilled' ? [r.value] : [])))
      if (hung && hung.length > 1) hands.current.onHang(hung)
    })
    return () => abort.abort()
  }, [source, start, stacks, wanted])
}
