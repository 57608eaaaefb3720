import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import { useEffect, useRef, useState } from 'react'
import { toFault } from '../bridge'

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl

// Sharp on screen and on paper: about 190 dots an inch.
const density = 2.6

/** The pages of a PDF; none until its bytes are there and read. */
export function usePdf(data: ArrayBuffer | undefined): { pages: pdfjs.PDFPageProxy[]; broken: Error | null } {
  const [opened, setOpened] = useState<{ data: ArrayBuffer; pages: pdfjs.PDFPageProxy[] } | null>(null)
  const [broken, setBroken] = useState<Error | null>(null)
  useEffect(() => {
    if (!data) return
    let gone = false
    // pdf.js takes the bytes with it into its worker; the cache keeps its own.
    const task = pdfjs.getDocument({ data: data.slice(0), isEvalSupported: false, enableXfa: false })
    task.promise
      .then(async doc => {
        const all = await Promise.all(Array.from({ length: doc.numPages }, (_, i) => doc.getPage(i + 1)))
        if (!gone) setOpened({ data, pages: all })
      })
      .catch((e: unknown) => {
        if (!gone) setBroken(toFault(e))
      })
    return () => {
      gone = true
      void task.destroy()
    }
  }, [data])
  // Pages of other bytes are not these.
  return { pages: opened && opened.data === data ? opened.pages : [], broken }
}

/** One page, drawn. */
export function PdfSheet({ page, label, className, onDrawn }: { page: pdfjs.PDFPageProxy; label: string; className?: string; onDrawn?: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const done = useRef(onDrawn)
  useEffect(() => {
    done.current = onDrawn
  })
  const size = page.getViewport({ scale: 1 })
  useEffect(() => {
    const el = canvas.current
    if (!el) return
    const viewport = page.getViewport({ scale: density })
    el.width = viewport.width
    el.height = viewport.height
    const drawing = page.render({ canvas: el, viewport })
    drawing.promise.then(
      () => done.current?.(),
      () => {}, // canceled: the page was left
    )
    return () => drawing.cancel()
  }, [page])
  return <canvas ref={canvas} role="img" aria-label={label} className={className} style={{ aspectRatio: `${size.width} / ${size.height}` }} />
}
