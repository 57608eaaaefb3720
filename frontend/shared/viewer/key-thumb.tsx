import { useEffect, useRef, useState } from 'react'
import type { KeyImage } from '../wire/key-image'
import type { Frames } from './frames'
import { seen } from './key-image-edit'
import { keyRaster } from './render-key-image'
import classes from './viewer.module.css'

/** The small picture of a key image, drawn once it comes into sight. Beside its words it needs none of its own. */
export function KeyThumb({ frames, keyImage: k, side = 96, className = classes.keyThumb }: { frames: Frames; keyImage: KeyImage; side?: number; className?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const el = canvas.current
    if (!el) return
    const watch = new IntersectionObserver(seen => {
      if (seen.some(s => s.isIntersecting)) setNear(true)
    })
    watch.observe(el)
    return () => watch.disconnect()
  }, [])
  // The note is not in the picture: typing draws nothing anew.
  const drawn = seen(k)
  useEffect(() => {
    if (!near) return
    let gone = false
    keyRaster(frames, k, side).then(
      ({ width, height, rgb }) => {
        const el = canvas.current
        if (gone || !el) return
        const out = new ImageData(width, height)
        for (let i = 0; i < width * height; i++) out.data.set([rgb[3 * i] ?? 0, rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0, 255], 4 * i)
        el.width = width
        el.height = height
        el.getContext('2d')?.putImageData(out, 0, 0)
        el.dataset.drawn = ''
      },
      () => {}, // the words stay; the image itself says why it is not shown
    )
    return () => {
      gone = true
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- it is all of k that is drawn
  }, [frames, near, side, drawn])
  return <canvas ref={canvas} className={className} width={side} height={side} aria-hidden />
}
