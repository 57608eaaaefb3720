import { useCallback, useMemo, useState } from 'react'
import type { Frames } from './frames'
import { Masks } from './masks'
import { laidOn, type Segmentation, segmentationOf, type Under, type Unlaid } from './segmentation'
import { planeOf } from './space'
import type { Slot, Stack } from './stack'
import type { Source } from './source'

/** A segmentation that is drawn over the images. */
export type Drawn = { record: string; of: Segmentation; masks: Masks; /** The numbers of segments that are left out. */ off: ReadonlySet<number> }

export type Segmentations = {
  drawn: Drawn[]
  /** Draws it, or says why not; where its images are. */
  draw: (record: string) => Promise<{ of: Segmentation; where: Places } | Unlaid>
  clear: (record: string) => void
  toggle: (record: string, segment: number) => void
}

/** Where each segment is in the case. */
export type Places = Map<number | null, { stack: Stack; index: number }[]>

export function useSegmentations(source: Source, frames: Frames, stacks: Stack[]): Segmentations {
  const [drawn, setDrawn] = useState<Drawn[]>([])
  const draw = useCallback(
    async (record: string) => {
      const ds = await source.dataset(record)
      const of = segmentationOf(ds)
      if (typeof of === 'string') return of
      const found = placesOf(of, stacks)
      if (typeof found === 'string') return found
      setDrawn(all => [...all.filter(d => d.record !== record), { record, of, masks: new Masks(frames, record, ds, of), off: new Set<number>() }])
      return { of, where: found }
    },
    [source, frames, stacks],
  )
  const clear = useCallback((record: string) => setDrawn(all => all.filter(d => d.record !== record)), [])
  const toggle = useCallback((record: string, segment: number) => {
    const other = (off: ReadonlySet<number>) => new Set(off.has(segment) ? [...off].filter(n => n !== segment) : [...off, segment])
    setDrawn(all => all.map(d => (d.record === record ? { ...d, off: other(d.off) } : d)))
  }, [])
  return useMemo(() => ({ drawn, draw, clear, toggle }), [drawn, draw, clear, toggle])
}

/** What the list of images knows of one: enough of all but those with several frames, which say their places frame by frame. */
function underOf({ series }: Stack, { instance: i, place }: Slot): Under {
  const plane = i.frames > 1 ? undefined : planeOf(i)
  return { sop: i.uid, frame: place.frame, rows: i.rows, columns: i.columns, plane, frameOfReference: series.frame_of_reference }
}

/** Where a segmentation can be laid over images of this case; or why over none. */
export function placesOf(s: Segmentation, stacks: Stack[]): Places | Unlaid {
  const places: Places = new Map()
  let why: Unlaid = 'elsewhere'
  for (const stack of stacks) {
    stack.slots.forEach((slot, index) => {
      if (!slot.instance.shown) return
      const found = laidOn(s, underOf(stack, slot))
      if (found.why) why = found.why
      for (const { frame } of found.laid) {
        const of = places.get(frame.segment) ?? []
        of.push({ stack, index })
        places.set(frame.segment, of)
      }
    })
  }
  if (places.size > 0) return places
  // Of many frames in one space each says its place when it is shown.
  const later = stacks.find(st => s.frameOfReference !== '' && st.series.frame_of_reference === s.frameOfReference && st.slots.some(x => x.instance.frames > 1))
  return later ? places : why
}
