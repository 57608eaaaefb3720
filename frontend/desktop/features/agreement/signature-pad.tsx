import { Button } from '@shared/ui/button'
import { type PointerEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import classes from './agreement.module.css'

export type SignaturePadHandle = {
  /** The signature as PNG, base64 without its prefix, black on white. */
  png: () => string
}

type Props = {
  id: string
  label: string
  clear: string
  describedBy?: string
  invalid?: true
  onInk: (inked: boolean) => void
  ref?: Ref<SignaturePadHandle>
}

type Stroke = { x: number; y: number }[]

// The stored picture: twice the pad's size, so that it prints well.
const scale = 2

function paint(target: HTMLCanvasElement, strokes: Stroke[], ink: string, paper?: string) {
  const c = target.getContext('2d')
  if (!c) return
  c.setTransform(1, 0, 0, 1, 0, 0)
  c.clearRect(0, 0, target.width, target.height)
  if (paper) {
    c.fillStyle = paper
    c.fillRect(0, 0, target.width, target.height)
  }
  c.scale(scale, scale)
  c.strokeStyle = ink
  c.lineWidth = 2
  c.lineCap = 'round'
  c.lineJoin = 'round'
  for (const [first, ...rest] of strokes) {
    if (!first) continue
    c.beginPath()
    c.moveTo(first.x, first.y)
    if (rest.length === 0) c.lineTo(first.x + 0.1, first.y)
    for (const p of rest) c.lineTo(p.x, p.y)
    c.stroke()
  }
}

/** A field to sign in with finger, pen or mouse. Who cannot draw signs on paper. */
export function SignaturePad({ id, label, clear, describedBy, invalid, onInk, ref }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const strokes = useRef<Stroke[]>([])
  const drawing = useRef(false)

  function show() {
    if (canvas.current) paint(canvas.current, strokes.current, getComputedStyle(canvas.current).color)
  }

  useEffect(() => {
    const el = canvas.current
    if (!el) return
    const fit = () => {
      el.width = el.clientWidth * scale
      el.height = el.clientHeight * scale
      paint(el, strokes.current, getComputedStyle(el).color)
    }
    fit()
    const watch = new ResizeObserver(fit)
    watch.observe(el)
    return () => watch.disconnect()
  }, [])

  useImperativeHandle(ref, () => ({
    png: () => {
      const el = canvas.current
      if (!el || strokes.current.length === 0) return ''
      const out = document.createElement('canvas')
      out.width = el.width
      out.height = el.height
      paint(out, strokes.current, 'black', 'white')
      return out.toDataURL('image/png').split(',')[1] ?? ''
    },
  }))

  const at = (e: PointerEvent<HTMLCanvasElement>) => {
    const box = e.currentTarget.getBoundingClientRect()
    return { x: e.clientX - box.left, y: e.clientY - box.top }
  }

  return (
    <div className={classes.pad} data-invalid={invalid}>
      <canvas
        ref={canvas}
        id={id}
        role="img"
        aria-label={label}
        aria-describedby={describedBy}
        className={classes.canvas}
        onPointerDown={e => {
          e.currentTarget.setPointerCapture?.(e.pointerId)
          drawing.current = true
          strokes.current.push([at(e)])
          onInk(true)
          show()
        }}
        onPointerMove={e => {
          if (!drawing.current) return
          strokes.current.at(-1)?.push(at(e))
          show()
        }}
        onPointerUp={() => {
          drawing.current = false
        }}
      />
      <span className={classes.padClear}>
        <Button
          kind="link"
          onClick={() => {
            strokes.current = []
            onInk(false)
            show()
          }}
        >
          {clear}
        </Button>
      </span>
    </div>
  )
}
