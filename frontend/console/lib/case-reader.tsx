import { isReadable, RecordReader } from '@shared/reader/record-reader'
import type { Readable } from '@shared/reader/source'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { caseAsk, recordAddress } from '../api/records'
import type { CaseRecord } from '../api/types'

/** One of a case's records, read as what it is. */
export function CaseReader({ caseId, record, page, find, onPage }: { caseId: string; record: CaseRecord; page?: number; find?: string; onPage?: (page: number) => void }) {
  const { t } = useTranslation('console')
  const ask = useMemo(() => caseAsk(caseId), [caseId])
  const readable: Readable = { id: record.id, name: record.name, media: record.media_type, bytes: record.bytes, kept: record.kept }
  const save = (
    <a href={recordAddress(caseId, record.id)} download>
      {t('records.save')}
    </a>
  )
  return <RecordReader key={record.id} record={readable} ask={ask} save={save} page={page} find={find} onPage={onPage} />
}

export function mayRead(record: CaseRecord): boolean {
  return isReadable(record.media_type)
}
