import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Shown } from './frames'
import { valueAt } from './marks'
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
  const value = pointer && valueAt(shown.picture, apply(invert(at), pointer))
  if (value === null) return null
  const words = typeof value === 'number' ? `${Number.isInteger(value) ? value : Number(value.toPrecision(4))} ${shown.described.unit}`.trim() : value.join(', ')
  return (
    <div className={classes.under} aria-hidden>
      {words}
    </div>
  )
}
