import { useLayoutEffect, useRef } from 'react'
import { type Overlay, overlayImage } from './overlay'
import type { Affine, Size } from './view'
import classes from './viewer.module.css'

/** The overlay planes of an image, where they lie on it. */
export function OverlayLayer({ overlays, at, room, ratio }: { overlays: Overlay[]; at: Affine; room: Size; ratio: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawn = useRef<{ of: Overlay[]; sheets: HTMLCanvasElement[] } | null>(null)
  useLayoutEffect(() => {
    const el = canvas.current
    const ctx = el?.getContext('2d')
    if (!el || !ctx) return
    const color = /(\d+), (\d+), (\d+)/.exec(getComputedStyle(el).color)
    if (drawn.current?.of !== overlays) {
      drawn.current = {
        of: overlays,
        sheets: overlays.map(o => {
          const sheet = document.createElement('canvas')
          sheet.width = o.columns
          sheet.height = o.rows
          sheet.getContext('2d')?.putImageData(overlayImage(o, color ? [Number(color[1]), Number(color[2]), Number(color[3])] : [255, 255, 255]), 0, 0)
          return sheet
        }),
      }
    }
    el.width = Math.round(room.width * ratio)
    el.height = Math.round(room.height * ratio)
    ctx.setTransform(at.a * ratio, at.b * ratio, at.c * ratio, at.d * ratio, at.e * ratio, at.f * ratio)
    overlays.forEach((o, i) => {
      const sheet = drawn.current?.sheets[i]
      if (sheet) ctx.drawImage(sheet, o.x, o.y)
    })
  }, [overlays, at, room, ratio])
  return <canvas ref={canvas} className={classes.overlay} aria-hidden />
}
