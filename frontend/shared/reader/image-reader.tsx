import { IconMinus, IconPlus, IconRotateClockwise } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../fault'
import { IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import { Failure, Loading } from '../ui/states'
import { type Size, stepped, type Zoom } from './layout'
import { NotShown, openPicture, type Picture } from './picture'
import classes from './reader.module.css'
import { Roll, type Sheets } from './roll'
import type { Bytes } from './source'
import { PageJump, ZoomField } from './tools'

type Props = { id: string; bytes: Bytes; label: string; page?: number; onPage?: (page: number) => void; otherwise: (why: string) => ReactNode }

// How scans were turned in this session, by record.
const turns = new Map<string, number>()

/** A scan or a photograph, page by page. */
export function ImageReader({ id, bytes, label, page: start = 1, onPage, otherwise }: Props) {
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
  if (!picture) return <Loading what={t('reader.openingImage')} />
  return <Open id={id} picture={picture} label={label} start={Math.min(Math.max(1, start), picture.pages.length)} onPage={onPage} />
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

function Open({ id, picture, label, start, onPage }: { id: string; picture: Picture; label: string; start: number; onPage?: (page: number) => void }) {
  const { t } = useTranslation('shared')
  const pages = picture.pages.length
  const [zoom, setZoom] = useState<Zoom>('page')
  const [scale, setScale] = useState(1)
  const [turn, setTurn] = useState(turns.get(id) ?? 0)
  const [page, setPage] = useState(start)
  const sheets = useRef<Sheets>(null)
  const tell = useRef(onPage)
  useEffect(() => {
    tell.current = onPage
  })
  const turnedTo = useCallback((n: number) => {
    setPage(n)
    tell.current?.(n)
  }, [])
  function rotate(by: 90 | 270) {
    const now = (turn + by) % 360
    turns.set(id, now)
    setTurn(now)
  }
  function onKeyDown(e: KeyboardEvent) {
    if (e.target instanceof HTMLInputElement || e.target instanceof HTMLSelectElement) return
    if (e.key === '+' || e.key === '=') setZoom(stepped(scale, 1))
    else if (e.key === '-') setZoom(stepped(scale, -1))
    else if (e.key === '0') setZoom('page')
    else if (e.key === 'Home') sheets.current?.show(1)
    else if (e.key === 'End') sheets.current?.show(pages)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  return (
    <div className={classes.reader} onKeyDown={onKeyDown}>
      <div className={classes.bar} role="toolbar" aria-label={t('pdf.tools')}>
        {pages > 1 ? <PageJump page={page} pages={pages} onJump={n => sheets.current?.show(n)} /> : null}
        <span className={classes.zoom}>
          <IconButton label={t('pdf.smaller')} onClick={() => setZoom(stepped(scale, -1))}>
            <Icon of={IconMinus} />
          </IconButton>
          <ZoomField zoom={zoom} onZoom={setZoom} />
          <IconButton label={t('pdf.larger')} onClick={() => setZoom(stepped(scale, 1))}>
            <Icon of={IconPlus} />
          </IconButton>
        </span>
        <IconButton label={t('pdf.turn')} onClick={() => rotate(90)}>
          <Icon of={IconRotateClockwise} />
        </IconButton>
      </div>
      <div className={classes.body}>
        <Roll
          ref={sheets}
          pages={pages}
          zoom={zoom}
          turn={turn}
          label={label}
          start={start}
          onPage={turnedTo}
          onScale={setScale}
          sheet={p => <PictureSheet key={p.page} picture={picture} page={p.page} turn={turn} scale={p.scale} size={p.size} learn={p.learn} label={pages > 1 ? `${label}, ${t('pdf.page', { number: p.page })}` : label} />}
        />
      </div>
    </div>
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
