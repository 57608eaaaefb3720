import { kindOf } from '@shared/reader/kind'
import { RecordReader } from '@shared/reader/record-reader'
import type { Readable } from '@shared/reader/source'
import type { TreeImage } from '@shared/reader/tree'
import { targetSearch } from '@shared/viewer/target'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { caseAsk, recordAddress, slideAddress } from '../api/records'
import type { CaseRecord } from '../api/types'

/** A place in a record: a page of it, or of a document inside of it, where words stand. */
export type RecordPlace = { page?: number; find?: string; inner?: number }

/** One of a case's records, read as what it is. */
export function CaseReader({ caseId, record, onPage, ...at }: { caseId: string; record: CaseRecord; onPage?: (page: number) => void } & RecordPlace) {
  const { t } = useTranslation('console')
  const ask = useMemo(() => caseAsk(caseId), [caseId])
  const look = (i: TreeImage) => `/case/${caseId}/images${targetSearch({ series: i.series, sop: i.uid, frame: i.frames?.[0] })}`
  const save = (
    <a href={record.parts > 0 ? slideAddress(caseId, record.id) : recordAddress(caseId, record.id)} download>
      {record.parts > 0 ? t('records.saveSlide', { count: record.parts }) : t('records.save')}
    </a>
  )
  return <RecordReader key={record.id} record={readableOf(record)} ask={ask} save={save} saves {...at} onPage={onPage} look={look} />
}

export function readableOf(r: CaseRecord): Readable {
  return { id: r.id, name: r.name, media: r.media_type, bytes: r.bytes, modality: r.modality, kept: r.kept }
}

/** One image of each series, for what its header says in words. */
export function seriesOf(images: CaseRecord[]): Readable[] {
  const first = new Map<string, Readable>()
  for (const r of images) if (r.series_uid && !first.has(r.series_uid)) first.set(r.series_uid, { ...readableOf(r), name: r.series || r.name, series: r.series_uid })
  return [...first.values()]
}

/** Whether a record is read in the reader: images of DICOM are looked at in the viewer. */
export function mayRead(r: CaseRecord): boolean {
  return r.media_type !== 'application/dicom' || readsAsText.includes(r.modality) || kindOf(readableOf(r)) === 'waveform'
}

const readsAsText = ['SR', 'DOC', 'KO']
