import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../fault'
import { Failure } from '../ui/states'
import type { Size } from './layout'
import { PagesView } from './pages-view'
import { NotShown, openPicture, type Picture } from './picture'
import classes from './reader.module.css'
import type { Sheets } from './roll'
import type { Bytes } from './source'
import { usePages } from './use-pages'
import { Opening } from './opening'

type Props = { id: string; bytes: Bytes; label: string; page?: number; onPage?: (page: number) => void; otherwise: (why: string) => ReactNode }

/** A scan or a photograph, page by page. */
export function ImageReader({ id, bytes, label, page, onPage, otherwise }: Props) {
  const { t } = useTranslation('shared')
  const [picture, setPicture] = useState<Picture | null>(null)
  const [broken, setBroken] = useState<unknown>(null)
  useEffect(() => {
    const left = new AbortController()
    let opened: Picture | null = null
    openPicture(bytes, left.signal).then(
      p => {
        opened = p
        if (left.signal.aborted) return p.close()
        setPicture(p)
      },
      (e: unknown) => {
        if (!left.signal.aborted) setBroken(e)
      },
    )
    return () => {
      left.abort()
      opened?.close()
      setPicture(null)
      setBroken(null)
    }
  }, [bytes])
  if (broken instanceof Fault) return <Failure message={broken.message || t('fault.unknown')} />
  if (broken) return otherwise(whyNot(t, broken))
  if (!picture) return <Opening what={t('reader.openingImage')} />
  return <Open id={id} picture={picture} label={label} page={page} onPage={onPage} />
}

function whyNot(t: ReturnType<typeof useTranslation<'shared'>>['t'], e: unknown): string {
  if (!(e instanceof NotShown)) return t('scan.damaged')
  switch (e.why) {
    case 'size':
      return t('scan.size', { size: e.what })
    case 'kind':
      return e.what === 'image/heic' ? t('kind.heic') : e.what === 'image/psd' ? t('kind.psd') : e.what === 'image/tiff' ? t('scan.tiff') : t('kind.image')
    case 'slow':
      return t('scan.slow')
    default:
      return t('scan.damaged')
  }
}

function Open({ id, picture, label, page, onPage }: { id: string; picture: Picture; label: string; page?: number; onPage?: (page: number) => void }) {
  const { t } = useTranslation('shared')
  const sheets = useRef<Sheets>(null)
  const view = usePages({ id, pages: picture.pages.length, fit: 'page', page, onPage, sheets })
  return (
    <PagesView
      ref={sheets}
      of={view}
      label={label}
      sheet={p => <PictureSheet key={p.page} picture={picture} page={p.page} turn={view.turn} scale={p.scale} size={p.size} learn={p.learn} label={view.count > 1 ? `${label}, ${t('pdf.page', { number: p.page })}` : label} />}
    />
  )
}

const pointsOfDot = 0.75 // at 100% a dot is a dot of the screen

type SheetProps = { picture: Picture; page: number; turn: number; scale: number; size: Size; learn: (page: number, size: Size) => void; label: string }

function PictureSheet({ picture, page, turn, scale, size, learn, label }: SheetProps) {
  const { t } = useTranslation('shared')
  const place = useRef<HTMLDivElement>(null)
  const [why, setWhy] = useState('')
  const dots = picture.pages[page - 1] ?? { width: 1, height: 1 }
  const lies = turn % 180 !== 0
  useEffect(() => {
    const own = { width: dots.width * pointsOfDot, height: dots.height * pointsOfDot }
    learn(page, lies ? { width: own.height, height: own.width } : own)
  }, [page, dots.width, dots.height, lies, learn])
  useEffect(() => {
    const left = new AbortController()
    const el = place.current
    picture.draw(page, left.signal).then(
      drawn => {
        if (!left.signal.aborted) el?.replaceChildren(drawn)
      },
      (e: unknown) => {
        if (!left.signal.aborted) setWhy(whyNot(t, e))
      },
    )
    return () => {
      left.abort()
      for (const c of el?.querySelectorAll('canvas') ?? []) c.width = c.height = 0
      el?.replaceChildren()
    }
  }, [picture, page, t])
  const [w, h] = [size.width * scale, size.height * scale]
  return (
    <section className={classes.sheet} style={{ width: w, height: h }} data-page={page} role="img" aria-label={label}>
      <div ref={place} className={classes.scan} style={{ width: lies ? h : w, height: lies ? w : h, transform: `translate(-50%, -50%) rotate(${turn}deg)` }} />
      {why ? (
        <div className={classes.instead}>
          <p>{why}</p>
        </div>
      ) : null}
    </section>
  )
}
