import { ReaderDialog } from '@shared/reader/reader-dialog'
import { type ReactNode, useEffect, useState } from 'react'
import { useLooked, worksOn } from '../api/notes/notes'
import type { Case } from '../api/types'
import { CaseReader, type RecordPlace } from './case-reader'
import type { RecordEntry } from './record-entries'
import { Translated } from './translated'

/** Opens a record over the page, and notes for whoever writes that it was looked at. */
export function useRecordDialog(c: Case): { read: (entry: RecordEntry, place: RecordPlace) => void; dialog: ReactNode } {
  const [reading, setReading] = useState<{ entry: RecordEntry; place: RecordPlace } | null>(null)
  const looked = useLooked(c.id, worksOn(c))
  const opened = reading?.entry.record.id
  useEffect(() => {
    if (opened) looked(opened)
  }, [looked, opened])
  return {
    read: (entry, place) => setReading({ entry, place }),
    dialog: reading ? (
      <ReaderDialog title={reading.entry.title} onClose={() => setReading(null)}>
        <Translated c={c} record={reading.entry.record} onShown={r => looked(r.id)}>
          {r => <CaseReader caseId={c.id} record={r} {...(r.id === opened ? reading.place : {})} />}
        </Translated>
      </ReaderDialog>
    ) : null,
  }
}
