import { type RefObject, useEffect, useRef } from 'react'
import type { Shown } from './frames'
import { drawKinds } from './marks'
import { windowOf } from './look'
import { type Size, type View, zoomAt } from './view'

export const handTools = ['scroll', 'window', 'zoom', 'pan'] as const
export const toolNames = [...handTools, ...drawKinds] as const
export type Tool = (typeof toolNames)[number]

type Hands = {
  tool: Tool
  shown: Shown | null
  view: View
  room: Size
  index: number
  length: number
  onGo: (index: number) => void
  onView: (change: (v: View) => View) => void
}

/** What wheel and pointer do in an image window: the left button its tool, the middle one moves, the right one zooms. */
export function useDrag(box: RefObject<HTMLElement | null>, hands: Hands): void {
  const now = useRef(hands)
  useEffect(() => {
    now.current = hands
  })
  useEffect(() => {
    const el = box.current
    if (!el) return
    let drag: { tool: Tool; x: number; y: number; from: number } | null = null
    let wheel = 0

    const onWheel = (e: WheelEvent) => {
      e.preventDefault()
      const { index, length, onGo, onView, room } = now.current
      if (e.ctrlKey) {
        const r = el.getBoundingClientRect()
        onView(v => zoomAt(v, Math.exp(-e.deltaY / 400), { x: e.clientX - r.left, y: e.clientY - r.top }, room))
        return
      }
      // A wheel's notch is an image; a touch pad sends many small ones.
      wheel += e.deltaMode === 0 ? e.deltaY / 60 : e.deltaY
      const steps = Math.abs(e.deltaY) >= 60 || e.deltaMode !== 0 ? Math.sign(e.deltaY) : Math.trunc(wheel)
      if (steps === 0) return
      wheel = 0
      onGo(Math.min(length - 1, Math.max(0, index + steps)))
    }

    const onDown = (e: PointerEvent) => {
      // The scroll bar and the buttons have their own ways.
      if (e.target instanceof Element && e.target.closest('[role=slider], button, [data-mark]')) return
      const tool = e.button === 1 ? 'pan' : e.button === 2 ? 'zoom' : now.current.tool
      if (drawKinds.some(k => k === tool)) return
      drag = { tool, x: e.clientX, y: e.clientY, from: now.current.index }
      el.setPointerCapture(e.pointerId)
    }

    const onMove = (e: PointerEvent) => {
      if (!drag) return
      const { shown, view, room, length, onGo, onView } = now.current
      const dx = e.clientX - drag.x
      const dy = e.clientY - drag.y
      switch (drag.tool) {
        case 'scroll': {
          // The whole of a series in the height of the window, but not faster than a finger can hold.
          const step = Math.max(4, room.height / Math.max(1, length))
          onGo(Math.min(length - 1, Math.max(0, drag.from + Math.round(dy / step))))
          return
        }
        case 'window': {
          const w = shown && windowOf(shown, view)
          if (!w) return
          const whole = shown.picture.kind === 'gray' && !(shown.picture.values instanceof Float32Array)
          const by = w.width / 300
          const width = Math.max(whole ? 1 : 1e-6, w.width + dx * by)
          onView(v => ({ ...v, window: { width, center: w.center + dy * by } }))
          break
        }
        case 'zoom': {
          const r = el.getBoundingClientRect()
          onView(v => zoomAt(v, Math.exp(-dy / 150), { x: r.width / 2, y: r.height / 2 }, room))
          break
        }
        case 'pan':
          onView(v => ({ ...v, pan: { x: v.pan.x + dx, y: v.pan.y + dy } }))
      }
      drag.x = e.clientX
      drag.y = e.clientY
    }

    const onUp = () => {
      drag = null
    }
    const noMenu = (e: Event) => e.preventDefault()
    el.addEventListener('wheel', onWheel, { passive: false })
    el.addEventListener('pointerdown', onDown)
    el.addEventListener('pointermove', onMove)
    el.addEventListener('pointerup', onUp)
    el.addEventListener('pointercancel', onUp)
    el.addEventListener('contextmenu', noMenu)
    return () => {
      el.removeEventListener('wheel', onWheel)
      el.removeEventListener('pointerdown', onDown)
      el.removeEventListener('pointermove', onMove)
      el.removeEventListener('pointerup', onUp)
      el.removeEventListener('pointercancel', onUp)
      el.removeEventListener('contextmenu', noMenu)
    }
  }, [box])
}
