import { type RefObject, useEffect, useState } from 'react'
import type { Size } from './view'

/** The size of an element in CSS pixels, and the screen's pixels for one of them. */
export function useRoom(ref: RefObject<HTMLElement | null>): { room: Size; ratio: number } {
  const [room, setRoom] = useState<Size>({ width: 0, height: 0 })
  const [ratio, setRatio] = useState(() => window.devicePixelRatio || 1)
  useEffect(() => {
    const el = ref.current
    if (!el) return
    const watch = new ResizeObserver(() => {
      setRoom({ width: el.clientWidth, height: el.clientHeight })
      setRatio(window.devicePixelRatio || 1)
    })
    watch.observe(el)
    return () => watch.disconnect()
  }, [ref])
  return { room, ratio }
}
