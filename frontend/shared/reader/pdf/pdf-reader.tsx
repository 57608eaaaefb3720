import { IconLayoutSidebar } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../fault'
import { Button, IconButton } from '../../ui/button'
import { Icon } from '../../ui/icon'
import { Failure } from '../../ui/states'
import { PagesView } from '../pages-view'
import type { Sheets } from '../roll'
import type { Bytes } from '../source'
import { useFinder } from '../use-finder'
import { usePages } from '../use-pages'
import { InsideList } from './inside-list'
import { type AskPassword, PdfFile } from './pdf-file'
import { PdfSheet } from './pdf-page'
import { PdfThumbs } from './pdf-thumbs'
import { PasswordForm } from './password-form'
import { TooSlow } from './too-slow'
import { type Found, type Hit, useFind } from './use-find'
import { Opening } from '../opening'

type Props = {
  /** What is read: it opens where it was left. */
  id: string
  bytes: Bytes
  label: string
  /** Where it opens instead, and what is marked then; other values lead there later. */
  page?: number
  find?: string
  onPage?: (page: number) => void
  patience?: number
  /** What lies inside may be saved, as the whole may. */
  saves?: boolean
}

type Asked = { wrong: boolean; answer: (word: string) => void }

/** A PDF to be read: pages, text, search. Nothing in it runs, loads or leads elsewhere. */
export function PdfReader({ id, bytes, label, page, find = '', onPage, patience, saves = false }: Props) {
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
  if (!file) return <Opening what={t('pdf.opening')} />
  return <Open id={id} file={file} label={label} page={page} find={find} onPage={onPage} saves={saves} />
}

type OpenProps = Pick<Props, 'id' | 'label' | 'page' | 'onPage'> & { file: PdfFile; find: string; saves: boolean }

function Open({ id, file, label, page, find, onPage, saves }: OpenProps) {
  const { t } = useTranslation('shared')
  const [thumbs, setThumbs] = useState(false)
  const sheets = useRef<Sheets>(null)
  const finder = useFinder(find, () => sheets.current?.focus())
  const found = useFind(file, finder.words)
  const view = usePages({ id, pages: file.pages, fit: 'width', page, onPage, sheets, finder, found })
  const current = found.hits[view.at]
  const byPage = useMemo(() => {
    const out = new Map<number, Hit[]>()
    for (const h of found.hits) {
      const on = out.get(h.page)
      if (on) on.push(h)
      else out.set(h.page, [h])
    }
    return out
  }, [found.hits])
  return (
    <PagesView
      ref={sheets}
      of={view}
      label={label}
      tool={
        <IconButton label={t(thumbs ? 'pdf.hideThumbs' : 'pdf.thumbs')} aria-pressed={thumbs} onClick={() => setThumbs(!thumbs)}>
          <Icon of={IconLayoutSidebar} />
        </IconButton>
      }
      above={<InsideList file={file} saves={saves} />}
      aside={thumbs ? <PdfThumbs file={file} turn={view.turn} current={view.page} onChoose={view.show} /> : null}
      search={{ finder, count: found.hits.length, says: saysOf(t, found, view.at, file.pages) }}
      sheet={p => (
        <PdfSheet key={p.page} file={file} page={p.page} scale={p.scale} turn={view.turn} size={p.size} hits={byPage.get(p.page) ?? none} current={current?.page === p.page ? current : undefined} onSize={p.learn} />
      )}
    />
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
