import { after } from '@shared/after'
import { ReaderDialog } from '@shared/reader/reader-dialog'
import { RecordReader } from '@shared/reader/record-reader'
import type { TreeImage } from '@shared/reader/tree'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import { targetSearch } from '@shared/viewer/target'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { caseAsk } from '../../api/records/read-record'
import { useSaveRecord } from '../../api/records/save-record'
import type { StoredRecord } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { readableOf, type RecordPlace } from './search-records'

/** A record of the case, read over the whole window. */
export function CaseReader({ id, record, at, onClose }: { id: string; record: StoredRecord; at?: RecordPlace; onClose: () => void }) {
  const { t } = useTranslation('desktop')
  const ask = useMemo(() => caseAsk(id), [id])
  const save = useSaveRecord()
  const toast = useToast()
  const act = (
    <Button
      kind="plain"
      busy={save.isPending && t('records.saving')}
      onClick={() =>
        after(save.mutateAsync({ id, record: record.id, name: record.name }), {
          done: to => {
            if (to) toast(t('records.saved'))
          },
          failed: 'shown',
        })
      }
    >
      {t('records.save')}
    </Button>
  )
  const look = (i: TreeImage) => `/case/${id}/images${targetSearch({ series: i.series, sop: i.uid, frame: i.frames?.[0] })}`
  return (
    <ReaderDialog title={record.name} act={act} onClose={onClose}>
      <FaultNote fault={save.error} />
      <RecordReader record={readableOf(record)} ask={ask} page={at?.page} find={at?.find} inner={at?.inner} look={look} />
    </ReaderDialog>
  )
}
