import { SearchResults } from '@shared/reader/search/search-results'
import { RecordTexts } from '@shared/reader/search/texts'
import type { Readable } from '@shared/reader/source'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Icon } from '@shared/ui/icon'
import { SearchField } from '@shared/ui/search-field'
import { targetSearch } from '@shared/viewer/target'
import { IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { caseAsk } from '../api/records'
import type { Case } from '../api/types'
import { mayRead, readableOf, type RecordPlace, seriesOf } from './case-reader'
import { useRecordDialog } from './record-dialog'
import { type RecordEntry, useEntries } from './record-entries'
import classes from './record-search.module.css'

type FoundProps = {
  caseId: string
  entries: RecordEntry[]
  words: string
  /** Where the viewer leads back to; without it, to the case. */
  from?: 'write' | 'records' | 'letter' | 'case'
  onOpen: (entry: RecordEntry, place: RecordPlace) => void
}

/** Where words stand in the text of all records of a case. A hit in the headers of a series opens the viewer there. */
export function FoundInRecords({ caseId, entries, words, from, onOpen }: FoundProps) {
  const go = useNavigate()
  const texts = useMemo(() => new RecordTexts(caseAsk(caseId)), [caseId])
  const readable = useMemo(() => [...entries.filter(e => mayRead(e.record)).map(e => readableOf(e.record)), ...entries.flatMap(e => seriesOf(e.images))], [entries])
  const entryOf = (r: Readable) => entries.find(e => e.record.id === r.id || e.images.some(i => i.id === r.id))
  const nameOf = (r: Readable) => [entryOf(r)?.title, r.series ? r.name : ''].filter(Boolean).join(', ') || r.name
  return (
    <SearchResults
      texts={texts}
      records={readable}
      words={words}
      nameOf={nameOf}
      onOpen={(r, place) => {
        if (r.series) return void go(`/case/${caseId}/images${targetSearch({ series: r.series })}${from ? `&from=${from}` : ''}`)
        const entry = entryOf(r)
        if (entry) onOpen(entry, { page: place.page, find: words, inner: place.inner })
      }}
    />
  )
}

/** The search where no list of records stands: a press opens it, a hit opens the record over the page. */
export function SearchSheet({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const entries = useEntries(c.records)
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const { read, dialog } = useRecordDialog(c)
  if (entries.length === 0) return null
  return (
    <>
      <Button icon={<Icon of={IconSearch} />} onClick={() => setOpen(true)}>
        {t('records.search')}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('records.search')} wide>
        <SearchField label={t('records.search')} words={words} onWords={setWords} begins />
        <div className={classes.found}>
          <FoundInRecords caseId={c.id} entries={entries} words={words} onOpen={read} />
        </div>
      </Sheet>
      {dialog}
    </>
  )
}
