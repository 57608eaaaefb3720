import { type RefObject, useEffect, useRef } from 'react'
import { type DrawKind, type Mark, pointsOf } from './marks'
import { type Affine, apply, invert } from './view'

type Hands = {
  kind: DrawKind | null
  at: Affine | null
  onChange: (mark: Mark) => void
  onRemove: (id: Mark['id']) => void
  /** It has all its points. */
  onDone: (mark: Mark) => void
}

let last = 0
export function nextMark(): number {
  return ++last
}

/** Draws a measure or an arrow with the left button: pressed at its first point, let go at its second; an angle's third is set by one more press. */
export function useDrawing(box: RefObject<HTMLElement | null>, hands: Hands): void {
  const now = useRef(hands)
  useEffect(() => {
    now.current = hands
  })
  useEffect(() => {
    const el = box.current
    if (!el) return
    let open: { mark: Mark; x: number; y: number; pressed: boolean } | null = null
    const point = (e: PointerEvent) => {
      const r = el.getBoundingClientRect()
      const { at } = now.current
      return at ? apply(invert(at), { x: e.clientX - r.left, y: e.clientY - r.top }) : null
    }
    const onDown = (e: PointerEvent) => {
      const { kind, onChange } = now.current
      const p = point(e)
      if (!kind || !p || e.button !== 0 || (e.target instanceof Element && e.target.closest('[role=slider], button'))) return
      if (open) {
        // The angle's third point.
        const whole = { ...open.mark, points: [...open.mark.points.slice(0, 2), p] }
        onChange(whole)
        now.current.onDone(whole)
        open = null
        return
      }
      if (e.target instanceof Element && e.target.closest('[data-mark]')) return
      open = { mark: { id: nextMark(), kind, points: [p, p] }, x: e.clientX, y: e.clientY, pressed: true }
      el.setPointerCapture(e.pointerId)
    }
    const onMove = (e: PointerEvent) => {
      const p = point(e)
      if (!open || !p) return
      const [first, second] = open.mark.points
      if (!first || !second) return
      const points = open.pressed ? [first, p] : [first, second, p]
      open.mark = { ...open.mark, points }
      now.current.onChange(open.mark)
    }
    const onUp = (e: PointerEvent) => {
      if (!open?.pressed) return
      const far = Math.hypot(e.clientX - open.x, e.clientY - open.y)
      if (far < 3) {
        // A click draws nothing.
        now.current.onRemove(open.mark.id)
        open = null
      } else if (pointsOf[open.mark.kind] === 3) open.pressed = false
      else {
        now.current.onDone(open.mark)
        open = null
      }
    }
    el.addEventListener('pointerdown', onDown)
    el.addEventListener('pointermove', onMove)
    el.addEventListener('pointerup', onUp)
    return () => {
      el.removeEventListener('pointerdown', onDown)
      el.removeEventListener('pointermove', onMove)
      el.removeEventListener('pointerup', onUp)
    }
  }, [box])
}
