import { IconLayoutSidebar, IconMinus, IconPlus, IconRotateClockwise, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../fault'
import { Button, IconButton } from '../../ui/button'
import { Icon } from '../../ui/icon'
import { Failure, Loading } from '../../ui/states'
import type { Bytes } from '../source'
import { FindBar } from '../find-bar'
import { stepped, type Zoom, zoomOf } from '../layout'
import classes from '../reader.module.css'
import { Roll, type Sheets } from '../roll'
import { PageJump, ZoomField } from '../tools'
import { type AskPassword, PdfFile, TooSlow } from './pdf-file'
import { PdfSheet } from './pdf-page'
import { PdfThumbs } from './pdf-thumbs'
import { PasswordForm } from './password-form'
import { type Found, type Hit, useFind } from './use-find'

type Props = {
  bytes: Bytes
  label: string
  /** Where it opens, and what is marked then; other values lead there later. */
  page?: number
  find?: string
  onPage?: (page: number) => void
  patience?: number
}

type Asked = { wrong: boolean; answer: (word: string) => void }

/** A PDF to be read: pages, text, search. Nothing in it runs, loads or leads elsewhere. */
export function PdfReader({ bytes, label, page: start = 1, find = '', onPage, patience }: Props) {
  const { t } = useTranslation('shared')
  const [file, setFile] = useState<PdfFile | null>(null)
  const [broken, setBroken] = useState<unknown>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [tries, setTries] = useState(0)

  useEffect(() => {
    let gone = false
    let opened: PdfFile | null = null
    let refuse = () => {} // the password that is waited for: who leaves gives none
    const password: AskPassword = wrong =>
      new Promise((answer, failed) => {
        refuse = () => failed(new DOMException('left', 'AbortError'))
        if (gone) refuse()
        else setAsked({ wrong, answer })
      })
    PdfFile.open({ bytes, password, patience }).then(
      f => {
        opened = f
        if (gone) return f.close()
        setAsked(null)
        setFile(f)
      },
      (e: unknown) => {
        if (!gone) setBroken(e)
      },
    )
    return () => {
      gone = true
      refuse()
      opened?.close()
      setFile(null)
      setBroken(null)
      setAsked(null)
    }
  }, [bytes, patience, tries])

  if (broken) {
    const message = broken instanceof Fault && broken.message ? broken.message : t(broken instanceof TooSlow ? 'pdf.neverOpens' : 'pdf.unreadable')
    return (
      <Failure message={message}>
        <Button onClick={() => setTries(n => n + 1)}>{t('act.tryAgain')}</Button>
      </Failure>
    )
  }
  if (asked) return <PasswordForm wrong={asked.wrong} onGive={asked.answer} />
  if (!file) return <Loading what={t('pdf.opening')} />
  return <Open file={file} label={label} start={Math.min(Math.max(1, start), file.pages)} find={find} onPage={onPage} />
}

function Open({ file, label, start, find, onPage }: { file: PdfFile; label: string; start: number; find: string; onPage?: (page: number) => void }) {
  const { t } = useTranslation('shared')
  const [zoom, setZoom] = useState<Zoom>('width')
  const [scale, setScale] = useState(1)
  const [turn, setTurn] = useState(0)
  const [page, setPage] = useState(start)
  const [thumbs, setThumbs] = useState(false)
  const [finding, setFinding] = useState(find !== '')
  const [words, setWords] = useState(find)
  const [at, setAt] = useState(-1)
  const sheets = useRef<Sheets>(null)
  const searched = useRef<HTMLInputElement>(null)
  const found = useFind(file, finding ? words : '')
  const current = found.hits[at]

  const tell = useRef(onPage)
  useEffect(() => {
    tell.current = onPage
  })
  const turnedTo = useCallback((n: number) => {
    setPage(n)
    tell.current?.(n)
  }, [])

  // Led somewhere else from outside, as by a citation or a search in all records.
  const [led, setLed] = useState({ start, find })
  if (led.start !== start || led.find !== find) {
    setLed({ start, find })
    if (find !== '') {
      setFinding(true)
      setWords(find)
      setAt(-1)
    }
  }
  useEffect(() => sheets.current?.show(start), [start, find])

  // The first hit at or behind the page that is open, once there is one.
  const chosen = useRef('')
  useEffect(() => {
    if (found.words === '') chosen.current = ''
    if (found.hits.length === 0 || chosen.current === found.words) return
    const next = found.hits.findIndex(h => h.page >= page)
    if (next < 0 && !found.done) return
    chosen.current = found.words
    go(Math.max(0, next))
  })
  function go(i: number) {
    const hit = found.hits[i]
    if (!hit) return
    setAt(i)
    sheets.current?.show(hit.page, hit.y)
  }
  function step(by: 1 | -1) {
    const n = found.hits.length
    if (n > 0) go((at + by + n) % n)
  }
  function search() {
    flushSync(() => setFinding(true)) // the field is there before the next key
    searched.current?.select()
  }
  function leaveSearch() {
    setFinding(false)
    setAt(-1)
    sheets.current?.focus()
  }

  function onKeyDown(e: KeyboardEvent) {
    const chord = e.ctrlKey || e.metaKey
    if ((chord && e.key === 'f') || (!chord && !inField(e) && e.key === '/')) search()
    else if (e.key === 'F3' || (chord && e.key === 'g')) step(e.shiftKey ? -1 : 1)
    else if (e.key === 'Escape' && finding) leaveSearch()
    else if (inField(e) && !chord) return
    else if (e.key === '+' || e.key === '=') setZoom(stepped(scale, 1))
    else if (e.key === '-') setZoom(stepped(scale, -1))
    else if (e.key === '0') setZoom('width')
    else if (e.key === 'Home' && !chord) sheets.current?.show(1)
    else if (e.key === 'End' && !chord) sheets.current?.show(file.pages)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const byPage = useMemo(() => {
    const out = new Map<number, Hit[]>()
    for (const h of found.hits) out.set(h.page, [...(out.get(h.page) ?? []), h])
    return out
  }, [found.hits])
  return (
    <div className={classes.reader} onKeyDown={onKeyDown}>
      <div className={classes.bar} role="toolbar" aria-label={t('pdf.tools')}>
        <IconButton label={t(thumbs ? 'pdf.hideThumbs' : 'pdf.thumbs')} aria-pressed={thumbs} onClick={() => setThumbs(!thumbs)}>
          <Icon of={IconLayoutSidebar} />
        </IconButton>
        <PageJump page={page} pages={file.pages} onJump={n => sheets.current?.show(n)} />
        <span className={classes.zoom}>
          <IconButton label={t('pdf.smaller')} onClick={() => setZoom(stepped(scale, -1))}>
            <Icon of={IconMinus} />
          </IconButton>
          <ZoomField zoom={zoom} onZoom={setZoom} />
          <IconButton label={t('pdf.larger')} onClick={() => setZoom(stepped(scale, 1))}>
            <Icon of={IconPlus} />
          </IconButton>
        </span>
        <IconButton label={t('pdf.turn')} onClick={() => setTurn((turn + 90) % 360)}>
          <Icon of={IconRotateClockwise} />
        </IconButton>
        <IconButton label={t('pdf.search')} aria-pressed={finding} onClick={() => (finding ? leaveSearch() : search())}>
          <Icon of={IconSearch} />
        </IconButton>
      </div>
      {finding ? <FindBar ref={searched} words={words} count={found.hits.length} says={saysOf(t, found, at, file.pages)} onWords={setWords} onStep={step} onClose={leaveSearch} /> : null}
      <div className={classes.body}>
        {thumbs ? <PdfThumbs file={file} turn={turn} current={page} onChoose={n => sheets.current?.show(n)} /> : null}
        <Roll
          ref={sheets}
          pages={file.pages}
          zoom={zoom}
          turn={turn}
          label={label}
          start={start}
          onPage={turnedTo}
          onScale={setScale}
          sheet={p => (
            <PdfSheet key={p.page} file={file} page={p.page} scale={p.scale} turn={turn} size={p.size} hits={byPage.get(p.page) ?? none} current={current?.page === p.page ? current : undefined} onSize={p.learn} />
          )}
        />
      </div>
      <span className="oso-hidden" role="status">
        {t('pdf.at', { number: page, count: file.pages, zoom: Math.round(zoomOf(scale) * 100) })}
      </span>
    </div>
  )
}

const none: Hit[] = []

/** How often the words are there, and what was not searched. */
function saysOf(t: ReturnType<typeof useTranslation<'shared'>>['t'], found: Found, at: number, pages: number): string {
  const count = found.hits.length
  if (found.words === '') return ''
  const out = [
    count > 0
      ? at >= 0
        ? t(found.more ? 'pdf.hitOfMore' : 'pdf.hitOf', { number: at + 1, count })
        : t('pdf.hits', { count })
      : found.done
        ? t(found.pictures === pages ? 'pdf.noText' : 'pdf.noHit')
        : t('pdf.searching', { number: found.looked, count: pages }),
  ]
  if (found.done && found.pictures > 0 && found.pictures < pages) out.push(t('pdf.pictures', { count: found.pictures }))
  if (found.done && found.broken > 0) out.push(t('pdf.notSearched', { count: found.broken }))
  return out.join(' ')
}

function inField(e: KeyboardEvent): boolean {
  return e.target instanceof HTMLInputElement || e.target instanceof HTMLSelectElement || e.target instanceof HTMLTextAreaElement
}
