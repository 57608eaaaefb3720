import { type ReactNode, lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Note } from '../ui/notice'
import { type Kind, kindOf } from './kind'
import classes from './reader.module.css'
import { type Ask, bytesAt, type Readable } from './source'
import { TextReader } from './text-reader'
import type { TreeImage } from './tree'
import { Opening } from './opening'

// pdf.js and the decoders are large, and only records that need them do.
const PdfReader = lazy(() => import('./pdf/pdf-reader').then(m => ({ default: m.PdfReader })))
const ImageReader = lazy(() => import('./image-reader').then(m => ({ default: m.ImageReader })))
const WaveReader = lazy(() => import('./wave-reader').then(m => ({ default: m.WaveReader })))

type Props = {
  record: Readable
  ask: Ask
  /** How the record is got out of the program. */
  save?: ReactNode
  /** Whether that may be done with what lies inside of it, too. */
  saves?: boolean
  page?: number
  find?: string
  /** A document inside of the record that is opened, from 1; page and find are of it. */
  inner?: number
  onPage?: (page: number) => void
  /** The address of an image that the record refers to. */
  look?: (image: TreeImage) => string
}

/** One record that is no series of images, as people read it; or a sentence that says what it is and what to do. */
export function RecordReader({ record, ask, save, saves, page, find, inner, onPage, look }: Props) {
  const { t } = useTranslation('shared')
  const { id, bytes: size } = record
  const bytes = useMemo(() => bytesAt(ask, `records/${id}`, size), [ask, id, size])
  const kind = kindOf(record)
  const instead = (why: string) => (
    <div className={classes.inset}>
      <Note title={t('reader.notShown')} act={save}>
        {why || record.kept || t('reader.notShownSays')}
      </Note>
    </div>
  )
  const opening = <Opening what={t('reader.opening')} />
  switch (kind) {
    case 'pdf':
      return (
        <Suspense fallback={opening}>
          <PdfReader key={id} id={id} bytes={bytes} label={record.name} page={page} find={find} onPage={onPage} saves={saves} />
        </Suspense>
      )
    case 'picture':
      return (
        <Suspense fallback={opening}>
          <ImageReader key={id} id={id} bytes={bytes} label={record.name} page={page} onPage={onPage} otherwise={instead} />
        </Suspense>
      )
    case 'waveform':
      return (
        <Suspense fallback={opening}>
          <WaveReader key={id} record={record} ask={ask} find={find} otherwise={instead} />
        </Suspense>
      )
    case 'text':
      return <TextReader key={id} record={record} ask={ask} save={save} page={page} find={find} inner={inner} onPage={onPage} look={look} otherwise={instead} />
    case 'slide':
      return instead([says(t, kind), record.kept].filter(Boolean).join(' '))
    default:
      return instead(says(t, kind))
  }
}

function says(t: ReturnType<typeof useTranslation<'shared'>>['t'], kind: Kind): string {
  switch (kind) {
    case 'film':
      return t('kind.film')
    case 'sound':
      return t('kind.sound')
    case 'heic':
      return t('kind.heic')
    case 'psd':
      return t('kind.psd')
    case 'slide':
      return t('kind.slide')
    case 'image':
      return t('kind.image')
    case 'program':
      return t('kind.program')
    default:
      return ''
  }
}
