import { ReaderDialog } from '@shared/reader/reader-dialog'
import { RecordReader } from '@shared/reader/record-reader'
import { useMemo } from 'react'
import { caseAsk } from '../../api/records/read-record'
import type { StoredRecord } from '../../bridge'

/** A record of the case, read over the whole window. */
export function CaseReader({ id, record, onClose }: { id: string; record: StoredRecord; onClose: () => void }) {
  const ask = useMemo(() => caseAsk(id), [id])
  return (
    <ReaderDialog title={record.name} onClose={onClose}>
      <RecordReader record={{ id: record.id, name: record.name, media: record.type, bytes: record.bytes, kept: record.reason }} ask={ask} />
    </ReaderDialog>
  )
}
