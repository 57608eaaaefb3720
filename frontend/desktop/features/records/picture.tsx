import { IconFile, IconFileText, IconPhoto, IconStack2 } from '@tabler/icons-react'
import { Fault } from '@shared/fault'
import { Icon } from '@shared/ui/icon'
import type { Frames } from '@shared/viewer/frames'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { Named } from '../../bridge'
import classes from './decide.module.css'

type Draw = (canvas: HTMLCanvasElement, record: string) => Promise<void>
const PicturesContext = createContext<{ draw: Draw; address: (record: string) => string } | null>(null)

const side = 112

/** Gives the pictures below it a way to be drawn: one decoder for a page, loaded when the first comes into sight. */
export function Pictures({ caseId, children }: { caseId: string; children: ReactNode }) {
  const frames = useRef<Promise<Frames> | null>(null)
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
    return {
      address: (record: string) => `${base}/records/${record}`,
      draw: async (canvas: HTMLCanvasElement, record: string) => {
        const [f, { fill }, { lookOf }, { plainView }] = await Promise.all([open(), import('@shared/viewer/painter'), import('@shared/viewer/look'), import('@shared/viewer/view')])
        const shown = await f.peek({ record, frame: 1 })
        const sheet = document.createElement('canvas')
        fill(sheet, shown.picture, lookOf(shown, plainView))
        const height = sheet.height * shown.described.aspect
        const by = side / Math.max(sheet.width, height)
        const ctx = canvas.getContext('2d', { alpha: false })
        if (!ctx) return
        ctx.imageSmoothingQuality = 'high'
        ctx.drawImage(sheet, (side - sheet.width * by) / 2, (side - height * by) / 2, sheet.width * by, height * by)
      },
    }
  }, [caseId])
  return <PicturesContext value={value}>{children}</PicturesContext>
}

async function openFrames(base: string): Promise<Frames> {
  const [{ Frames, newDecoder }, { newSource }] = await Promise.all([import('@shared/viewer/frames'), import('@shared/viewer/source')])
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
    if (!near || !image || !pictures) return
    let gone = false
    const el = canvas.current
    if (!el) return
    pictures.draw(el, record).then(
      () => {
        if (!gone) setDrawn(record)
      },
      () => undefined, // cannot be shown: what kind it is stands there
    )
    return () => {
      gone = true
    }
  }, [near, image, record, pictures])
  return (
    <span ref={place} className={classes.picture} data-large={large || undefined} aria-hidden>
      {photo && near && pictures ? <img src={pictures.address(record)} alt="" onError={e => e.currentTarget.remove()} /> : null}
      {image ? <canvas ref={canvas} width={side} height={side} hidden={drawn !== record} /> : null}
      {drawn === record && image ? null : (
        <span className={classes.kind}>
          {image ? subject.modality : <Icon of={subject?.type === 'application/pdf' || subject?.type.startsWith('text/') ? IconFileText : photo ? IconPhoto : subject ? IconFile : IconStack2} />}
        </span>
      )}
    </span>
  )
}
