import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from '../reader.module.css'
import { type PdfFile, Rank } from './pdf-file'
import { draw } from './pdf-page'

const height = 148 // px of one with its number
const across = 84 // px

type Props = { file: PdfFile; turn: number; current: number; onChoose: (page: number) => void }

/** The pages small, to be found by their look; only those in sight are there. */
export function PdfThumbs({ file, turn, current, onChoose }: Props) {
  const { t } = useTranslation('shared')
  const list = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ from: 0, to: 0 })
  const look = () => {
    const el = list.current
    if (el) setSeen({ from: Math.max(0, Math.floor(el.scrollTop / height) - 1), to: Math.ceil((el.scrollTop + el.clientHeight) / height) + 1 })
  }
  useEffect(() => {
    look()
    const el = list.current
    if (!el) return
    const watch = new ResizeObserver(look)
    watch.observe(el)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    const el = list.current
    if (!el) return
    const top = (current - 1) * height
    if (top < el.scrollTop || top + height > el.scrollTop + el.clientHeight) el.scrollTop = top - el.clientHeight / 2 + height / 2
  }, [current])
  const pages = []
  for (let n = seen.from + 1; n <= Math.min(file.pages, seen.to); n++) pages.push(n)
  return (
    <nav className={classes.thumbs} aria-label={t('pdf.pages')} ref={list} onScroll={look}>
      <div style={{ height: file.pages * height, position: 'relative' }}>
        {pages.map(n => (
          <button key={n} type="button" className={classes.thumb} style={{ top: (n - 1) * height, height }} aria-current={n === current ? 'true' : undefined} aria-label={t('pdf.page', { number: n })} onClick={() => onChoose(n)}>
            <Small file={file} page={n} turn={turn} />
            <span>{n}</span>
          </button>
        ))}
      </div>
    </nav>
  )
}

function Small({ file, page, turn }: { file: PdfFile; page: number; turn: number }) {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const left = new AbortController()
    const el = place.current
    file
      .run(
        page,
        Rank.Thumb,
        p => {
          const plain = p.getViewport({ scale: 1, rotation: p.rotate + turn })
          return draw(p, Math.min(across / plain.width, (height - 32) / plain.height), turn, left.signal)
        },
        { signal: left.signal },
      )
      .then(
        ({ canvas }) => {
          const ratio = window.devicePixelRatio || 1
          canvas.style.width = `${canvas.width / ratio}px`
          if (!left.signal.aborted) el?.replaceChildren(canvas)
        },
        () => {}, // the page itself says why
      )
    return () => {
      left.abort()
      for (const canvas of el?.querySelectorAll('canvas') ?? []) canvas.width = canvas.height = 0
    }
  }, [file, page, turn])
  return <span ref={place} className={classes.small} aria-hidden />
}
