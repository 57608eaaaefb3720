import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Shown } from './frames'
import type { Look } from './gray'
import { type Painter, softwarePainter } from './painter'
import { graphicsFits, graphicsPainter } from './painter-graphics'
import { trial } from './trial'
import type { Rendering } from './use-rendering'
import type { Affine, Size } from './view'
import classes from './viewer.module.css'

type Props = { shown: Shown; look: Look; at: Affine; room: Size; ratio: number; label: string; rendering: Rendering }

/** The picture itself, drawn by whoever is faster. A canvas is of one kind for good: another painter gets another one. */
export function Picture(props: Props) {
  const { rendering, shown, look, at, room, ratio } = props
  const { way, timed, time, drawn } = rendering
  const latest = useRef({ shown, look, at, room, ratio })
  useEffect(() => {
    latest.current = { shown, look, at, room, ratio }
  })
  // Once, and when the first image has been seen.
  const due = way === 'automatic' && timed === null
  useEffect(() => {
    if (!due) return
    const timer = setTimeout(() => {
      const l = latest.current
      time(trial(l.shown, l.look, l.at, l.room, l.ratio) ?? { processor: 0, graphics: Infinity })
    }, 1500)
    return () => clearTimeout(timer)
  }, [due, time])
  return <Canvas key={drawn} {...props} />
}

function Canvas({ shown, look, at, room, ratio, label, rendering }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<Painter>(null)
  const { drawn, lose } = rendering
  useEffect(
    () => () => {
      painter.current?.dispose()
      painter.current = null
    },
    [],
  )
  // A canvas that was taken away comes back empty, and so do the sheets behind it.
  const [restored, setRestored] = useState(0)
  useEffect(() => {
    const el = canvas.current
    const again = () => {
      painter.current?.dispose()
      painter.current = null
      setRestored(n => n + 1)
    }
    el?.addEventListener('contextrestored', again)
    return () => el?.removeEventListener('contextrestored', again)
  }, [])
  // Before the browser paints: number and picture change in the same moment.
  useLayoutEffect(() => {
    const el = canvas.current
    if (!el) return
    if (drawn === 'processor') {
      painter.current ??= softwarePainter(el)
      painter.current.paint(shown.picture, look, at, room, ratio)
      return
    }
    try {
      const made = painter.current ?? graphicsPainter(el, lose)
      if (!made || ('gl' in made && !graphicsFits(made.gl as WebGL2RenderingContext, shown.picture, look))) return lose()
      painter.current = made
      made.paint(shown.picture, look, at, room, ratio)
    } catch {
      lose()
    }
  })
  return <canvas ref={canvas} className={classes.canvas} role="img" aria-label={label} data-drawn={drawn} data-restored={restored || undefined} />
}
