import { useRef, useState } from 'react'
import { type Arrow, type KeyImage, maxArrows, maxKeyImages } from '../wire/key-image'
import { marked, type Stand } from './key-images'
import type { Mark } from './marks'
import type { KeyImages } from './use-key-images'
import { apply, invert, type Point } from './view'
import { useWords } from './words'

/** Marking the image that stands: a key image, its arrows, its note. */
export function useMarking(keys: KeyImages, /** What is said to begin with. */ start: string, stand: () => Stand | null) {
  const { t } = useWords()
  const [current, setCurrent] = useState('')
  const [asked, setAsked] = useState({ id: '', n: 0 })
  const [says, setSays] = useState(start)
  const [drawing, setDrawing] = useState<{ on: string; mark: Mark } | null>(null)
  // What stood when an arrow was begun: it belongs there, whatever stands when it is let go.
  const begun = useRef<{ id: Mark['id']; on: string; stand: Stand | null } | null>(null)
  const count = useRef(0)

  const here = ({ of, same }: Stand) => {
    const all = keys.list.filter(k => of(k) && (!same || same(k)))
    return all.find(k => k.id === current) ?? all[0]
  }
  const write = (id: string) => {
    setCurrent(id)
    setAsked({ id, n: ++count.current })
  }
  /** Refuses what would be kept otherwise than it is seen, and says why. */
  const asSeenNow = (s: Stand): boolean => {
    if (s.unfit) setSays(t(`key.unmarkable.${s.unfit}`))
    return s.unfit === null
  }
  const add = (s: Stand, arrows?: Arrow[]): KeyImage | null => {
    if (!asSeenNow(s)) return null
    if (keys.list.length >= maxKeyImages) {
      setSays(t('key.many', { count: maxKeyImages }))
      return null
    }
    const k = marked(s, arrows)
    keys.add(k)
    setCurrent(k.id)
    setSays(t('key.added', { count: keys.list.length + 1 }))
    return k
  }
  /** One press: marked, and its note asked for. */
  const mark = (): boolean => {
    const s = stand()
    if (!s || !keys.editable) return false
    const k = here(s) ?? add(s)
    if (k) write(k.id)
    return k !== null
  }
  /** Gives the arrow's own name. */
  const arrow = (from: Point, to: Point, s = stand()): string | null => {
    if (!s || !keys.editable) return null
    const drawn: Arrow = { from: [from.x, from.y], to: [to.x, to.y] }
    const k = here(s)
    if (!k) {
      const fresh = add(s, [drawn])
      return fresh && arrowId(fresh.id, 0)
    }
    const arrows = k.arrows ?? []
    if (arrows.length >= maxArrows) {
      setSays(t('key.manyArrows', { count: maxArrows }))
      return null
    }
    keys.change({ ...k, arrows: [...arrows, drawn] })
    setCurrent(k.id)
    return arrowId(k.id, arrows.length)
  }
  return {
    current,
    asked,
    says,
    mark,
    arrow,
    /** What marking has to say. */
    say: setSays,
    select: (k: KeyImage) => {
      setCurrent(k.id)
      setSays('')
    },
    /** With the keys alone: an arrow that points at the middle of what is seen. */
    arrowInTheMiddle: (): string | null => {
      const s = stand()
      if (!s) return null
      const back = invert(s.at)
      const p = (x: number, y: number) => apply(back, { x: s.room.width * x, y: s.room.height * y })
      return arrow(p(0.4, 0.4), p(0.5, 0.5))
    },
    asSeen: (k: KeyImage) => {
      const s = stand()
      if (!s?.of(k) || !asSeenNow(s)) return
      // Which image it is of stays, and by whom it was marked; another is another key image.
      if (s.keeps && !s.keeps(k)) add(s)
      else keys.change({ ...k, ...s.seen })
    },
    /** Where an arrow of the image that stands points: the one that has the keys (its mark's name), else the newest. */
    pointed: (focused: string): Point | undefined => {
      const s = stand()
      const k = s && (keys.list.find(x => x.id === placeOf(focused)[0] && s.of(x)) ?? here(s))
      const to = (k?.arrows?.[placeOf(focused)[1]] ?? k?.arrows?.at(-1))?.to
      return to && { x: to[0], y: to[1] }
    },
    /** The arrows of an image, to be drawn: others' cannot be taken hold of. on is what draw calls it. */
    arrowsOn: (on: string, of: Stand['of']): Mark[] => [
      ...keys.others.flatMap(o => o.list.filter(of).flatMap(k => arrowMarks(k, true))),
      ...keys.list.filter(of).flatMap(k => arrowMarks(k, !keys.editable)),
      ...(drawing?.on === on ? [drawing.mark] : []),
    ],
    /** An arrow is being drawn on what is called so, or one that stands is moved. */
    draw: (on: string, m: Mark) => {
      const [id, index] = placeOf(m.id)
      const [from, to] = m.points
      if (!from || !to) return
      const k = keys.list.find(x => x.id === id)
      if (!k) {
        if (begun.current?.id !== m.id) begun.current = { id: m.id, on, stand: stand() }
        return setDrawing({ on: begun.current.on, mark: m })
      }
      keys.change({ ...k, arrows: (k.arrows ?? []).map((a, i) => (i === index ? { from: [from.x, from.y], to: [to.x, to.y] } : a)) })
      setCurrent(k.id)
    },
    drawn: (m: Mark) => {
      setDrawing(null)
      const [from, to] = m.points
      const at = begun.current?.id === m.id ? begun.current : null
      begun.current = null
      if (from && to && at?.stand?.on === at?.on) arrow(from, to, at?.stand)
    },
    undraw: (m: Mark['id']) => {
      const [id, index] = placeOf(m)
      const k = keys.list.find(x => x.id === id)
      if (!k) return setDrawing(null)
      const arrows = (k.arrows ?? []).filter((_, i) => i !== index)
      keys.change({ ...k, arrows: arrows.length > 0 ? arrows : undefined })
    },
  }
}

export type Marking = ReturnType<typeof useMarking>

function arrowId(id: string, index: number): string {
  return `${id}/${index}`
}

function placeOf(id: Mark['id']): [string, number] {
  const [of = '', index] = String(id).split('/')
  return [of, Number(index)]
}

function arrowMarks(k: KeyImage, fixed: boolean): Mark[] {
  return (k.arrows ?? []).map((a, i) => ({ id: arrowId(k.id, i), kind: 'arrow', points: [{ x: a.from[0], y: a.from[1] }, { x: a.to[0], y: a.to[1] }], fixed }))
}

