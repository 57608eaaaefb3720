import { Segments } from '@shared/ui/segments'
import { Loading } from '@shared/ui/states'
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Paper, papers, useLetter } from '../../api/opinion/get-letter'
import { toFault } from '../../bridge'
import { FaultPage } from '../../lib/fault-view'
import classes from './opinion.module.css'

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl

type Props = {
  id: string
  paper: Paper
  onPaper: (p: Paper) => void
  printing: boolean
  onPrinted: () => void
  narrowLayouts?: ReactNode
}

// Sharp on screen and on paper: about 190 dots an inch.
const density = 2.6

/** The released PDF, drawn from its own bytes, always white; printed from the same pages. */
export function LetterView({ id, paper, onPaper, printing, onPrinted, narrowLayouts }: Props) {
  const { t } = useTranslation('desktop')
  const letter = useLetter(id, paper)
  const [opened, setOpened] = useState<{ data: ArrayBuffer; pages: pdfjs.PDFPageProxy[] } | null>(null)
  const [drawn, setDrawn] = useState<{ data: ArrayBuffer | undefined; count: number }>({ data: undefined, count: 0 })
  const [broken, setBroken] = useState<Error | null>(null)

  useEffect(() => {
    const data = letter.data
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
  }, [letter.data])

  // Pages of another paper are not this letter's.
  const pages = opened && opened.data === letter.data ? opened.pages : []
  const ready = pages.length > 0 && drawn.data === letter.data && drawn.count >= pages.length
  useEffect(() => {
    if (!printing || !ready) return
    window.print()
    onPrinted()
  }, [printing, ready, onPrinted])

  const fault = letter.error ?? (broken ? toFault(broken) : null)
  return (
    <>
      <div className={classes.letterBar}>
        {narrowLayouts}
        <span role="status" className="oso-small oso-ink-2 oso-grow">
          {pages.length > 0 && !ready ? t('opinion.letterLoading') : ''}
        </span>
        <Segments label={t('opinion.paper')} value={paper} onChange={onPaper} options={papers.map(p => ({ value: p, label: p === 'a4' ? t('opinion.a4') : t('opinion.letterPaper') }))} />
      </div>
      {fault ? (
        <div className={classes.letterState}>
          <FaultPage fault={fault} retry={() => void letter.refetch()} />
        </div>
      ) : pages.length === 0 ? (
        <div className={classes.letterState}>
          <Loading what={t('opinion.letterLoading')} />
        </div>
      ) : (
        pages.map((page, i) => <Sheet key={`${paper}-${i}`} page={page} label={t('opinion.page', { number: i + 1, total: pages.length })} onDrawn={() => setDrawn(d => ({ data: letter.data, count: d.data === letter.data ? d.count + 1 : 1 }))} />)
      )}
    </>
  )
}

function Sheet({ page, label, onDrawn }: { page: pdfjs.PDFPageProxy; label: string; onDrawn: () => void }) {
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
      () => {}, // cancelled: the page was left
    )
    return () => drawing.cancel()
  }, [page])
  return <canvas ref={canvas} role="img" aria-label={label} className={classes.sheet} style={{ aspectRatio: `${size.width} / ${size.height}` }} />
}
