import { type ReactNode, lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Note } from '../ui/notice'
import { Loading } from '../ui/states'
import classes from './reader.module.css'
import { type Ask, bytesAt, type Readable } from './source'

// pdf.js is large, and only records that are PDFs need it.
const PdfReader = lazy(() => import('./pdf/pdf-reader').then(m => ({ default: m.PdfReader })))

type Props = {
  record: Readable
  ask: Ask
  /** How the record is got out of the program, where that is possible. */
  save?: ReactNode
  page?: number
  find?: string
  onPage?: (page: number) => void
}

/** One record that is no series of images, as people read it; or a sentence that says why it is not shown. */
export function RecordReader({ record, ask, save, page, find, onPage }: Props) {
  const { t } = useTranslation('shared')
  const { id, bytes: size } = record
  const bytes = useMemo(() => bytesAt(ask, `records/${id}`, size), [ask, id, size])
  const media = record.media.split(';')[0] ?? ''
  if (media === 'application/pdf') {
    return (
      <Suspense fallback={<Loading what={t('pdf.opening')} />}>
        <PdfReader key={id} bytes={bytes} label={record.name} page={page} find={find} onPage={onPage} />
      </Suspense>
    )
  }
  return (
    <div className={classes.inset}>
      <Note title={t('reader.notShown')} act={save}>
        {record.kept || t('reader.notShownSays')}
      </Note>
    </div>
  )
}

/** Whether RecordReader shows more than a sentence. */
export function isReadable(media: string): boolean {
  return media.startsWith('application/pdf')
}
