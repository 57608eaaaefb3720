import { IconFile, IconFileText, IconPhoto, IconStack2 } from '@tabler/icons-react'
import { Fault } from '@shared/fault'
import { Icon } from '@shared/ui/icon'
import { bytesAt } from '@shared/reader/source'
import { newSource } from '@shared/viewer/source'
import type { Frames } from '@shared/viewer/frames'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { caseAsk } from '../../api/records/read-record'
import type { Named } from '../../bridge'
import classes from './decide.module.css'

type Draw = (canvas: HTMLCanvasElement, subject: Named, signal: AbortSignal) => Promise<void>
const PicturesContext = createContext<{ draw: Draw; address: (record: string) => string } | null>(null)

const side = 112
const pdf = 'application/pdf'

/**
 * Gives the pictures below it a way to be drawn: one decoder for images, loaded when
 * the first comes into sight; PDFs one after the other, each with a worker while it lasts.
 */
export function Pictures({ caseId, children }: { caseId: string; children: ReactNode }) {
  const frames = useRef<Promise<Frames> | null>(null)
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  useEffect(
    () => () => {
      void frames.current?.then(f => f.dispose())
      frames.current = null
    },
    [caseId],
  )
  const value = useMemo(() => {
    const base = `/asset/case/${caseId}`
    const open = () => (frames.current ??= openFrames(base))
    const draw: Draw = async (canvas, subject, signal) => {
      if (subject.type !== pdf) return drawImage(canvas, await open(), subject.record)
      const drawn = queue.current.then(() => drawPdf(canvas, caseId, subject, signal))
      queue.current = drawn.catch(() => undefined)
      return drawn
    }
    return { address: (record: string) => `${base}/records/${record}`, draw }
  }, [caseId])
  return <PicturesContext value={value}>{children}</PicturesContext>
}

async function drawImage(canvas: HTMLCanvasElement, frames: Frames, record: string): Promise<void> {
  const [{ fill, newSheet }, { lookOf }, { plainView }] = await Promise.all([import('@shared/viewer/painter'), import('@shared/viewer/look'), import('@shared/viewer/view')])
  const shown = await frames.peek({ record, frame: 1 })
  const sheet = newSheet()
  fill(sheet, shown.picture, lookOf(shown, plainView))
  put(canvas, sheet.canvas, sheet.canvas.height * shown.described.aspect)
}

async function drawPdf(canvas: HTMLCanvasElement, caseId: string, { record, bytes }: Named, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { firstPage } = await import('@shared/reader/pdf/first-page')
  const sheet = await firstPage(bytesAt(caseAsk(caseId), `records/${record}`, bytes), side, signal)
  put(canvas, sheet, sheet.height)
  sheet.width = sheet.height = 0
}

/** Puts a sheet into the middle of a small picture, of the height that it is seen in. */
function put(canvas: HTMLCanvasElement, sheet: HTMLCanvasElement, height: number): void {
  const by = side / Math.max(sheet.width, height)
  const ctx = canvas.getContext('2d', { alpha: false })
  if (!ctx) return
  ctx.imageSmoothingQuality = 'high'
  ctx.drawImage(sheet, (side - sheet.width * by) / 2, (side - height * by) / 2, sheet.width * by, height * by)
}

async function openFrames(base: string): Promise<Frames> {
  const { Frames, newDecoder } = await import('@shared/viewer/frames')
  const source = newSource(base, async (address, signal) => {
    const res = await fetch(address, { signal })
    if (!res.ok) throw new Fault('unreadable', '')
    return res
  })
  return new Frames(source, { budget: 16 << 20, decoder: newDecoder(1) })
}

/**
 * A picture by its name, too: a scanner's slide may begin as one, and what scanners
 * call label or macro shows the label, with a name on it.
 */
export function isPhoto({ type, files, short }: Pick<Named, 'type' | 'files' | 'short'>): boolean {
  const name = (files[0] ?? short).split('/').pop() ?? ''
  return (type === 'image/jpeg' || type === 'image/png') && /\.(jpe?g|jpe|jfif|png)$/i.test(name) && !/label|macro/i.test(name)
}

/** A small picture of a series or a file: its image where one can be drawn, else what kind it is. */
export function Picture({ subject, large }: { subject: Named | undefined; large?: boolean }) {
  const pictures = useContext(PicturesContext)
  const place = useRef<HTMLSpanElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState(false)
  const [drawn, setDrawn] = useState('')
  const record = subject?.record ?? ''
  const image = subject?.type === 'application/dicom' && subject.modality !== ''
  const canDraw = image || (subject?.type === pdf && record !== '')
  const photo = subject !== undefined && isPhoto(subject)
  useEffect(() => {
    const el = place.current
    if (!el || typeof IntersectionObserver === 'undefined') return
    const watch = new IntersectionObserver(seen => {
      if (seen.some(s => s.isIntersecting)) setNear(true)
    })
    watch.observe(el)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    const el = canvas.current
    if (!near || !canDraw || !subject || !pictures || !el) return
    const left = new AbortController()
    pictures.draw(el, subject, left.signal).then(
      () => {
        if (!left.signal.aborted) setDrawn(record)
      },
      () => undefined, // cannot be shown: what kind it is stands there
    )
    return () => left.abort()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a list that is read again is about the same record
  }, [near, canDraw, record, pictures])
  return (
    <span ref={place} className={classes.picture} data-large={large || undefined} aria-hidden>
      {photo && near && pictures ? <img src={pictures.address(record)} alt="" onError={e => e.currentTarget.remove()} /> : null}
      {canDraw ? <canvas ref={canvas} width={side} height={side} hidden={drawn !== record} /> : null}
      {drawn === record && canDraw ? null : (
        <span className={classes.kind}>
          {image ? subject.modality : <Icon of={subject?.type === 'application/pdf' || subject?.type.startsWith('text/') ? IconFileText : photo ? IconPhoto : subject ? IconFile : IconStack2} />}
        </span>
      )}
    </span>
  )
}
