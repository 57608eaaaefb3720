import { useEffect, useRef } from 'react'
import type { Bytes } from '../source'
import { PdfFile, Rank } from './pdf-file'
import { draw } from './pdf-page'

// Sharp on paper: about 190 dots an inch.
const density = 2.6

type Props = {
  bytes: Bytes
  /** What a page is called, and how it lies. */
  label: (number: number, of: number) => string
  className?: string
  onDrawn?: () => void
  /** A page cannot be drawn: none stands for all of them then. */
  onFault: (e: unknown) => void
}

/**
 * All pages of a PDF as they are printed: pictures one below the other, with nothing
 * around them. Locked ones are a fault, since nobody is asked here.
 */
export function PaperPages({ bytes, label, className, onDrawn, onFault }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const tell = useRef({ label, className, onDrawn, onFault })
  useEffect(() => {
    tell.current = { label, className, onDrawn, onFault }
  })
  useEffect(() => {
    const el = box.current
    if (!el) return
    const left = new AbortController()
    const drawn: HTMLCanvasElement[] = []
    const all = async () => {
      const file = await PdfFile.open({ bytes, password: () => Promise.reject(new DOMException('locked', 'AbortError')) })
      try {
        for (let page = 1; page <= file.pages && !left.signal.aborted; page++) {
          const { canvas } = await file.run(page, Rank.Seen, p => draw(p, density / (window.devicePixelRatio || 1), 0, left.signal), { signal: left.signal })
          drawn.push(canvas)
          canvas.className = tell.current.className ?? ''
          canvas.setAttribute('role', 'img')
          canvas.setAttribute('aria-label', tell.current.label(page, file.pages))
          if (!left.signal.aborted) el.append(canvas)
        }
      } finally {
        file.close()
      }
    }
    all().then(
      () => {
        if (!left.signal.aborted) tell.current.onDrawn?.()
      },
      (e: unknown) => {
        if (!left.signal.aborted) tell.current.onFault(e)
      },
    )
    return () => {
      left.abort()
      for (const canvas of drawn) canvas.width = canvas.height = 0
      el.replaceChildren()
    }
  }, [bytes])
  return <div ref={box} style={{ display: 'contents' }} />
}
