import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Shown } from './frames'
import { valueWords } from './marks'
import { type Affine, apply, invert, type Point } from './view'
import classes from './viewer.module.css'

/** The value under the pointer, with its unit; the color where it is one. */
export function Under({ box, shown, at }: { box: RefObject<HTMLElement | null>; shown: Shown; at: Affine }) {
  const [pointer, setPointer] = useState<Point | null>(null)
  const waits = useRef(0)
  useEffect(() => {
    const el = box.current
    if (!el) return
    const move = (e: PointerEvent) => {
      const r = el.getBoundingClientRect()
      cancelAnimationFrame(waits.current)
      waits.current = requestAnimationFrame(() => setPointer({ x: e.clientX - r.left, y: e.clientY - r.top }))
    }
    const leave = () => {
      cancelAnimationFrame(waits.current)
      setPointer(null)
    }
    el.addEventListener('pointermove', move)
    el.addEventListener('pointerleave', leave)
    return () => {
      cancelAnimationFrame(waits.current)
      el.removeEventListener('pointermove', move)
      el.removeEventListener('pointerleave', leave)
    }
  }, [box])
  const words = pointer && valueWords(shown.picture, shown.described.unit, apply(invert(at), pointer))
  if (words === null) return null
  return (
    <div className={classes.under} aria-hidden>
      {words}
    </div>
  )
}
