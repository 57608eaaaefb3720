import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../fault'
import { Note } from '../ui/notice'
import { Segments } from '../ui/segments'
import { Failure } from '../ui/states'
import { folded } from './find'
import { FindBar, FindButton } from './find-bar'
import classes from './reader.module.css'
import { type Ask, bytesAt, type Readable } from './source'
import { askTree, letterSets, type Tree, type TreeImage } from './tree'
import { TreeView } from './tree-view'
import { findKey, useFinder } from './use-finder'
import { useMarks } from './use-marks'
import { Opening } from './opening'

const PdfReader = lazy(() => import('./pdf/pdf-reader').then(m => ({ default: m.PdfReader })))
const ImageReader = lazy(() => import('./image-reader').then(m => ({ default: m.ImageReader })))

type Props = {
  record: Readable
  ask: Ask
  /** Shown where the record is no text. */
  otherwise: (why: string) => ReactNode
  save?: ReactNode
  page?: number
  find?: string
  /** A document inside that is opened, from 1; page and find are of it then. */
  inner?: number
  onPage?: (page: number) => void
  /** The address of an image that the record refers to. */
  look?: (image: TreeImage) => string
}

/** A record that Go reads out: its text, and the documents that are inside it. */
export function TextReader({ record, ask, otherwise, save, page, find, inner: led = 0, onPage, look }: Props) {
  const { t } = useTranslation('shared')
  const [letters, setLetters] = useState('')
  const [open, setOpen] = useState(led)
  const [told, setTold] = useState(led)
  if (told !== led) {
    setTold(led)
    setOpen(led)
  }
  const tree = useQuery<Tree, Error>({
    queryKey: ['reader', record.id, letters],
    queryFn: ({ signal }) => askTree(ask, record.id, letters, signal),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    networkMode: 'always',
  })
  if (tree.error) {
    if (tree.error instanceof Fault && tree.error.kind !== 'unreadable' && tree.error.kind !== 'too-large') return <Failure message={tree.error.message || t('fault.unknown')} />
    return otherwise(tree.error.message)
  }
  if (!tree.data) return <Opening what={t('reader.opening')} />
  const { inner, kind } = tree.data
  if (kind === 'document') return <Inside record={record} ask={ask} tree={tree.data} number={1} save={save} page={page} find={find} onPage={onPage} />
  return (
    <div className={classes.reader}>
      {inner.length > 0 ? (
        <div className={classes.parts}>
          <Segments
            label={t('reader.parts')}
            value={String(open)}
            onChange={v => setOpen(Number(v))}
            options={[{ value: '0', label: t('reader.text') }, ...inner.map((d, i) => ({ value: String(i + 1), label: d.name || t('reader.document', { number: i + 1 }) }))]}
          />
        </div>
      ) : null}
      {open > 0 ? (
        <Inside key={open} record={record} ask={ask} tree={tree.data} number={open} save={save} page={open === led ? page : undefined} find={open === led ? find : ''} />
      ) : (
        <Text tree={tree.data} label={record.name} find={led === 0 ? find : ''} letters={letters} onLetters={setLetters} onInner={setOpen} look={look} />
      )}
    </div>
  )
}

/** A document inside the record. */
function Inside({ record, ask, tree, number, save, page, find, onPage }: { record: Readable; ask: Ask; tree: Tree; number: number; save?: ReactNode; page?: number; find?: string; onPage?: (page: number) => void }) {
  const { t } = useTranslation('shared')
  const doc = tree.inner[number - 1]
  const size = doc?.bytes ?? 0
  const bytes = useMemo(() => bytesAt(ask, `records/${record.id}/inner/${number}`, size), [ask, record.id, number, size])
  const label = doc?.name || record.name
  if (doc?.media === 'application/pdf') {
    return (
      <Suspense fallback={<Opening what={t('pdf.opening')} />}>
        <PdfReader id={`${record.id}/${number}`} bytes={bytes} label={label} page={page} find={find} onPage={onPage} />
      </Suspense>
    )
  }
  if (doc?.media.startsWith('image/')) {
    return (
      <Suspense fallback={<Opening what={t('pdf.opening')} />}>
        <ImageReader id={`${record.id}/${number}`} bytes={bytes} label={label} page={page} onPage={onPage} otherwise={why => <Note title={t('reader.notShown')}>{why}</Note>} />
      </Suspense>
    )
  }
  return (
    <div className={classes.inset}>
      <Note title={t('reader.notShown')} act={save}>
        {t('reader.insideNotShown', { media: doc?.media ?? '' })}
      </Note>
    </div>
  )
}

type TextProps = { tree: Tree; label: string; find?: string; letters: string; onLetters: (s: string) => void; onInner: (n: number) => void; look?: (image: TreeImage) => string }

function Text({ tree, label, find = '', letters, onLetters, onInner, look }: TextProps) {
  const { t } = useTranslation('shared')
  const view = useRef<HTMLDivElement>(null)
  const finder = useFinder(find, () => view.current?.focus({ preventScroll: true }))
  const wanted = folded(finder.words)
  const { at, count, step } = useMarks(view, wanted, tree)
  function onKeyDown(e: KeyboardEvent) {
    if (!findKey(e, finder, step)) return
    e.preventDefault()
    e.stopPropagation()
  }
  const says = wanted === '' ? '' : count > 0 ? t('pdf.hitOf', { number: at + 1, count }) : t('pdf.noHit')
  return (
    <div className={classes.reader} onKeyDown={onKeyDown}>
      <div className={classes.bar} role="toolbar" aria-label={t('reader.tools')}>
        {tree.letters ? (
          <label className={classes.letters}>
            <span className="oso-small oso-ink-2">{t('reader.letters')}</span>
            <select value={letters || tree.letters} onChange={e => onLetters(e.target.value)}>
              {[...new Set([tree.letters, ...letterSets])].map(s => (
                <option key={s} value={s}>
                  {s === tree.letters && tree.guessed ? t('reader.guessed', { letters: s }) : s}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <span className="oso-grow" />
        <FindButton finder={finder} />
      </div>
      <FindBar finder={finder} count={count} says={says} onStep={step} />
      <div ref={view} className={classes.view} tabIndex={0} data-reading role="document" aria-label={label}>
        <TreeView tree={tree} find={wanted} onInner={onInner} look={look} />
      </div>
    </div>
  )
}
