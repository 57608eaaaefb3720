import { IconSearch } from '@tabler/icons-react'
import { kindOf } from '@shared/reader/kind'
import { SearchResults } from '@shared/reader/search/search-results'
import { RecordTexts } from '@shared/reader/search/texts'
import type { Readable } from '@shared/reader/source'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Icon } from '@shared/ui/icon'
import { SearchField } from '@shared/ui/search-field'
import { targetSearch } from '@shared/viewer/target'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
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

/** A record's place: a page of it, or of a document inside of it, where words stand. */
export type RecordPlace = { page?: number; find: string; inner?: number }

/**
 * What is searched: every record of the case that is a file by itself, and of each
 * series one image, for what its header says in words. What was left out as
 * somebody else's is not the case's.
 */
export function searched(data: RecordList): { documents: StoredRecord[]; readable: Readable[] } {
  const people = data.people.filter(p => p.whose !== 'other')
  const documents = allRecords({ ...data, people }).filter(r => r.id !== '' && kindOf(readableOf(r)) !== 'program')
  const read = new Set(documents.map(d => d.id)) // reports and recordings stand for themselves
  const series = people
    .flatMap(p => p.studies)
    .flatMap(s => s.series.map(x => ({ id: x.first, name: [s.description, x.description].filter(Boolean).join(', ') || x.modality, media: 'application/dicom', bytes: 0, modality: x.modality, kept: '', series: x.uid })))
    .filter(r => r.id !== '' && r.series !== '' && !read.has(r.id))
  return { documents, readable: [...documents.map(readableOf), ...series] }
}

/** Words in the text of all records of the case, and the way to where they stand. */
export function SearchRecords({ id, data, onOpen }: { id: string; data: RecordList; onOpen: (r: StoredRecord, at: RecordPlace) => void }) {
  const { t } = useTranslation('shared')
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const texts = useMemo(() => new RecordTexts(caseAsk(id)), [id])
  const { documents, readable } = useMemo(() => searched(data), [data])
  if (readable.length === 0) return null
  return (
    <>
      <Button kind="plain" icon={<Icon of={IconSearch} />} onClick={() => setOpen(true)}>
        {t('find.go')}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('find.in')}>
        <SearchField label={t('find.in')} words={words} onWords={setWords} begins />
        <SearchResults
          texts={texts}
          records={readable}
          words={words}
          nameOf={r => r.name}
          onOpen={(r, place) => {
            if (r.series) return void navigate(`/case/${id}/images${targetSearch({ series: r.series })}`)
            const record = documents.find(x => x.id === r.id)
            if (!record) return
            setOpen(false)
            onOpen(record, { page: place.page, find: words, inner: place.inner })
          }}
        />
      </Sheet>
    </>
  )
}
