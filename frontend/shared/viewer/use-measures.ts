import { type RefObject, useEffect, useRef, useState } from 'react'
import { keyOf, type Shown } from './frames'
import type { Mark, MarkKind } from './marks'
import { extentOf } from './subject'
import { nextMark } from './use-drawing'
import { affine, apply, invert, type Size, type View } from './view'

const none: Mark[] = []

/** What is measured on the images, by image. It is kept nowhere. */
export function useMeasures(port: RefObject<HTMLElement | null>) {
  const [marks, setMarks] = useState<Record<string, Mark[]>>({})
  // What the keys have placed takes them, to be moved.
  const placed = useRef<string | null>(null)
  useEffect(() => {
    if (!placed.current) return
    const el = port.current?.querySelector<SVGElement>(`[data-mark="${placed.current}"]`)
    if (!el) return
    placed.current = null
    el.focus()
  })
  const on = (place: string): Mark[] => marks[place] ?? none
  const draw = (place: string, m: Mark) => setMarks(all => ({ ...all, [place]: [...(all[place] ?? none).filter(x => x.id !== m.id), m] }))
  const take = (id: string | null) => {
    placed.current = id
  }
  return {
    on,
    draw,
    undraw: (place: string, id: Mark['id']) => setMarks(all => ({ ...all, [place]: (all[place] ?? none).filter(x => x.id !== id) })),
    has: (place: string, id: Mark['id']): boolean => on(place).some(m => m.id === id),
    point: (place: string): Mark | undefined => on(place).find(m => m.kind === 'point'),
    take,
    /** With the keys alone: one in the middle of what is seen, to be moved from there. */
    middle: (kind: MarkKind | 'point', shown: Shown, view: View, room: Size) => {
      const back = invert(affine(extentOf(shown), view, room))
      const at = (x: number, y: number) => apply(back, { x: room.width * x, y: room.height * y })
      const points = { length: [at(0.4, 0.5), at(0.6, 0.5)], angle: [at(0.4, 0.4), at(0.5, 0.6), at(0.6, 0.4)], ellipse: [at(0.42, 0.42), at(0.58, 0.58)], point: [at(0.5, 0.5)] }[kind]
      const id = nextMark()
      draw(keyOf(shown.place), { id, kind, points })
      take(String(id))
    },
  }
}
