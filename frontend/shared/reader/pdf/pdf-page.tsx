import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import type { Size } from '../layout'
import classes from '../reader.module.css'
import { pageCanvas } from './canvas'
import { type PdfFile, type PdfPage, Rank } from './pdf-file'
import { TooSlow } from './too-slow'
import type { Hit } from './use-find'

// Dots of one drawing; above it, it becomes less sharp instead of larger.
const mostDots = 16 << 20
// Dots of a side: a browser draws nothing on what is longer, and does not say so.
const mostSide = 16_000

export type PageState = 'drawing' | 'drawn' | 'partly' | 'damaged' | 'slow'

type Props = {
  file: PdfFile
  page: number
  scale: number
  turn: number
  size: Size
  hits: Hit[]
  current: Hit | undefined
  onSize: (page: number, size: Size) => void
}

/** One page: drawn, with its text over it to be marked and copied. Its links are not there. */
export function PdfSheet({ file, page, scale, turn, size, hits, current, onSize }: Props) {
  const { t } = useTranslation('shared')
  const drawing = useRef<HTMLDivElement>(null)
  const words = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<PageState>('drawing')
  const [longer, setLonger] = useState(false)
  const [spans, setSpans] = useState<HTMLElement[]>([])
  const tell = useRef(onSize)
  useEffect(() => {
    tell.current = onSize
  })

  useEffect(() => {
    const left = new AbortController()
    file
      .run(
        page,
        Rank.Seen,
        async p => {
          const plain = p.getViewport({ scale: 1, rotation: p.rotate + turn })
          tell.current(page, { width: plain.width, height: plain.height })
          return draw(p, scale, turn, left.signal)
        },
        { signal: left.signal, longer },
      )
      .then(
        ({ canvas, whole }) => {
          if (left.signal.aborted) return release(canvas)
          for (const old of drawing.current?.querySelectorAll('canvas') ?? []) release(old)
          drawing.current?.replaceChildren(canvas)
          setState(whole ? 'drawn' : 'partly')
        },
        (e: unknown) => {
          if (!left.signal.aborted) setState(e instanceof TooSlow ? 'slow' : 'damaged')
        },
      )
    return () => left.abort()
  }, [file, page, scale, turn, longer])

  useEffect(() => {
    const el = words.current
    if (!el) return
    const left = new AbortController()
    let layer: pdfjs.TextLayer | undefined
    file
      .run(
        page,
        Rank.Seen,
        async p => {
          layer = new pdfjs.TextLayer({ textContentSource: await p.getTextContent(), container: el, viewport: p.getViewport({ scale: 1, rotation: p.rotate + turn }) })
          await layer.render()
          return layer.textDivs
        },
        { signal: left.signal },
      )
      .then(
        divs => {
          if (!left.signal.aborted) setSpans(divs)
        },
        () => {}, // drawn all the same; a search says that its text cannot be read
      )
    return () => {
      left.abort()
      layer?.cancel()
      el.replaceChildren()
      setSpans([])
    }
  }, [file, page, turn])

  useEffect(() => {
    const el = drawing.current
    return () => {
      for (const canvas of el?.querySelectorAll('canvas') ?? []) release(canvas)
    }
  }, [])

  const label = t('pdf.page', { number: page })
  return (
    <section className={classes.sheet} style={{ width: size.width * scale, height: size.height * scale, ['--total-scale-factor' as string]: scale }} aria-label={label} data-page={page} data-state={state}>
      <div ref={drawing} className={classes.drawing} aria-hidden />
      <div ref={words} className={classes.words} />
      <Marks spans={spans} hits={hits} current={current} scale={scale} />
      {state === 'slow' || state === 'damaged' ? (
        <div className={classes.instead}>
          <p>{[t(state === 'slow' ? 'pdf.slow' : 'pdf.damaged', { number: page }), file.pages > 1 ? t('pdf.others') : ''].filter(Boolean).join(' ')}</p>
          {state === 'slow' ? (
            <Button
              onClick={() => {
                setState('drawing')
                setLonger(true)
              }}
            >
              {t('pdf.longer')}
            </Button>
          ) : null}
        </div>
      ) : state === 'partly' ? (
        <p className={classes.partly}>{t('pdf.partly', { number: page })}</p>
      ) : null}
    </section>
  )
}

/** Gives the drawing's memory back at once. */
function release(canvas: HTMLCanvasElement): void {
  canvas.width = canvas.height = 0
}

/** Draws a page. whole: none of its pictures is missing. */
export async function draw(page: PdfPage, scale: number, turn: number, signal: AbortSignal): Promise<{ canvas: HTMLCanvasElement; whole: boolean }> {
  const sharp = page.getViewport({ scale: scale * (window.devicePixelRatio || 1), rotation: page.rotate + turn })
  const fits = Math.min(1, Math.sqrt(mostDots / (sharp.width * sharp.height)), mostSide / Math.max(sharp.width, sharp.height))
  const viewport = fits < 1 ? page.getViewport({ scale: sharp.scale * fits, rotation: page.rotate + turn }) : sharp
  const canvas = pageCanvas(Math.max(1, Math.floor(viewport.width)), Math.max(1, Math.floor(viewport.height)))
  const task = page.render({ canvas, viewport })
  const stop = () => task.cancel()
  signal.addEventListener('abort', stop)
  try {
    await task.promise
    return { canvas, whole: !lacks(page) }
  } catch (e) {
    release(canvas)
    throw e
  } finally {
    signal.removeEventListener('abort', stop)
    page.cleanup()
  }
}

/** A picture that cannot be decoded comes as nothing, without an error. */
function lacks(page: PdfPage): boolean {
  for (const [name, data] of page.objs as Iterable<[string, unknown]>) {
    if (name.startsWith('img_') && !data) return true
  }
  return false
}

/** What was looked for, marked where it stands. */
function Marks({ spans, hits, current, scale }: { spans: HTMLElement[]; hits: Hit[]; current: Hit | undefined; scale: number }) {
  const [boxes, setBoxes] = useState<Box[]>([])
  const drawnAt = useRef(scale)
  useEffect(() => {
    drawnAt.current = scale
  })
  useEffect(() => {
    const timer = requestAnimationFrame(() => setBoxes(measured(spans, hits, drawnAt.current)))
    return () => cancelAnimationFrame(timer)
  }, [spans, hits])
  return boxes.map((b, i) => (
    <span
      key={i}
      className={classes.mark}
      data-current={b.hit === current || undefined}
      style={{ left: b.left * scale, top: b.top * scale, width: b.width * scale, height: b.height * scale }}
    />
  ))
}

type Box = { hit: Hit; left: number; top: number; width: number; height: number }

/** Where hits stand on the page, as if it were drawn at 1. */
function measured(spans: HTMLElement[], hits: Hit[], scale: number): Box[] {
  const out: Box[] = []
  for (const hit of spans.length > 0 ? hits : []) {
    const from = spans[hit.from[0]]?.firstChild
    const to = spans[hit.to[0]]?.firstChild
    const page = spans[hit.from[0]]?.closest('[data-page]')?.getBoundingClientRect()
    if (!from || !to || !page) continue
    const range = document.createRange()
    range.setStart(from, Math.min(hit.from[1], from.textContent?.length ?? 0))
    range.setEnd(to, Math.min(hit.to[1] + 1, to.textContent?.length ?? 0))
    for (const r of range.getClientRects()) {
      if (r.width > 0) out.push({ hit, left: (r.left - page.left) / scale, top: (r.top - page.top) / scale, width: r.width / scale, height: r.height / scale })
    }
  }
  return out
}
