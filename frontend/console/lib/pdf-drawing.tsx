import { Loading } from '@shared/ui/states'
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askBytes, Fault } from '../api/client'
import { FaultPage } from './fault-view'
import classes from './pdf.module.css'

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl

// Sharp on most screens.
const density = 2

export function PdfDrawing({ address, label }: { address: string; label: string }) {
  const { t } = useTranslation('console')
  const [pages, setPages] = useState<pdfjs.PDFPageProxy[]>([])
  const [fault, setFault] = useState<Fault | null>(null)
  useEffect(() => {
    let gone = false
    let task: pdfjs.PDFDocumentLoadingTask | undefined
    const open = async () => {
      const data = await askBytes(address)
      if (gone) return
      task = pdfjs.getDocument({ data, isEvalSupported: false, enableXfa: false })
      const doc = await task.promise
      const all = await Promise.all(Array.from({ length: doc.numPages }, (_, i) => doc.getPage(i + 1)))
      if (!gone) setPages(all)
    }
    open().catch((e: unknown) => {
      if (!gone) setFault(e instanceof Fault ? e : new Fault('unreadable', '', 0))
    })
    return () => {
      gone = true
      void task?.destroy()
    }
  }, [address])
  // One page after the other: the first is there soonest.
  const [drawn, setDrawn] = useState(0)
  if (fault) return <FaultPage fault={fault} />
  if (pages.length === 0) return <Loading what={t('pdf.drawing')} />
  return (
    <div className={classes.pages} aria-label={label} role="group">
      {drawn === 0 ? <Loading what={t('pdf.drawing')} /> : null}
      {pages.slice(0, drawn + 1).map((p, i) => (
        <Page key={i} page={p} shown={i < drawn} label={`${label} ${i + 1}/${pages.length}`} onDrawn={() => setDrawn(n => Math.max(n, i + 1))} />
      ))}
    </div>
  )
}

function Page({ page, label, shown, onDrawn }: { page: pdfjs.PDFPageProxy; label: string; shown: boolean; onDrawn: () => void }) {
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
      () => done.current(),
      () => {}, // canceled: the page was left
    )
    return () => drawing.cancel()
  }, [page])
  return <canvas ref={canvas} role="img" aria-label={label} className={classes.page} hidden={!shown} style={{ aspectRatio: `${size.width} / ${size.height}` }} />
}
