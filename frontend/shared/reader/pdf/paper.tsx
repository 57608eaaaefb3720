import { useEffect, useRef } from 'react'
import type { Bytes } from '../source'
import { PdfFile, Rank } from './pdf-file'
import { draw } from './pdf-page'

// Sharp on paper: 300 dots an inch, for the 72 points that a PDF has of it.
const density = 300 / 72

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
 * around them. Locked ones are a fault, since nobody is asked here. A page that is
 * drawn is kept as PNG, a few hundredths of what its dots take.
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
    const kept: string[] = []
    const all = async () => {
      const file = await PdfFile.open({ bytes, password: () => Promise.reject(new DOMException('locked', 'AbortError')) })
      try {
        for (let page = 1; page <= file.pages && !left.signal.aborted; page++) {
          const { canvas } = await file.run(page, Rank.Seen, p => draw(p, density / (window.devicePixelRatio || 1), 0, left.signal), { signal: left.signal })
          const url = URL.createObjectURL(await pngOf(canvas))
          kept.push(url)
          if (left.signal.aborted) return URL.revokeObjectURL(url)
          const img = new Image()
          img.className = tell.current.className ?? ''
          img.alt = tell.current.label(page, file.pages)
          img.decoding = 'sync' // a printer does not wait for it
          await new Promise((loaded, failed) => {
            img.onload = loaded
            img.onerror = failed
            img.src = url
          })
          if (!left.signal.aborted) el.append(img)
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
      el.replaceChildren()
      for (const url of kept) URL.revokeObjectURL(url)
    }
  }, [bytes])
  return <div ref={box} style={{ display: 'contents' }} />
}

/** What is drawn on a canvas, whose memory is given back at once. */
async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  try {
    return await new Promise<Blob>((made, failed) => canvas.toBlob(b => (b ? made(b) : failed(new Error('the page cannot be kept'))), 'image/png'))
  } finally {
    canvas.width = canvas.height = 0
  }
}
