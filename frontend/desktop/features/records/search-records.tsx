import { IconSearch } from '@tabler/icons-react'
import { kindOf } from '@shared/reader/kind'
import { SearchResults } from '@shared/reader/search/search-results'
import { RecordTexts } from '@shared/reader/search/texts'
import type { Readable } from '@shared/reader/source'
import { TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Icon } from '@shared/ui/icon'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { caseAsk } from '../../api/records/read-record'
import type { RecordList, StoredRecord } from '../../bridge'

/** A record, as the reader needs to know it. */
export function readableOf(r: StoredRecord): Readable {
  return { id: r.id, name: r.name, media: r.type, bytes: r.bytes, modality: r.modality, kept: r.reason }
}

/** Every record that is a file by itself. */
export function allRecords(data: RecordList): StoredRecord[] {
  return [...data.people.flatMap(p => [...p.records, ...p.studies.flatMap(s => s.documents)]), ...data.kept]
}

/** Words in the text of all records of the case, and the way to where they stand. */
export function SearchRecords({ id, data, onOpen }: { id: string; data: RecordList; onOpen: (r: StoredRecord, at: { page: number; find: string }) => void }) {
  const { t } = useTranslation('shared')
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const texts = useMemo(() => new RecordTexts(caseAsk(id)), [id])
  const records = useMemo(() => {
    return allRecords(data).filter(r => r.id !== '' && kindOf(readableOf(r)) !== 'program')
  }, [data])
  const readable = useMemo(() => records.map(readableOf), [records])
  if (records.length === 0) return null
  return (
    <>
      <Button kind="plain" icon={<Icon of={IconSearch} />} onClick={() => setOpen(true)}>
        {t('find.in')}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('find.in')}>
        <TextField label={t('find.in')} hideLabel type="search" autoComplete="off" dir="auto" data-autofocus value={words} onChange={e => setWords(e.target.value)} />
        <SearchResults
          texts={texts}
          records={readable}
          words={words}
          nameOf={r => r.name}
          onOpen={(r, place) => {
            const record = records.find(x => x.id === r.id)
            if (!record) return
            setOpen(false)
            onOpen(record, { page: place.page, find: words })
          }}
        />
      </Sheet>
    </>
  )
}
