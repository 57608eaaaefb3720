import { formatDay } from '@shared/format/date'
import { SearchField } from '@shared/ui/search-field'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordPlace } from './case-reader'
import classes from './record-chooser.module.css'
import { called, type RecordEntry } from './record-entries'
import { FoundInRecords } from './record-search'

type Props = {
  caseId: string
  entries: RecordEntry[]
  /** The key of the one that stands open. */
  chosen: string
  /** Where the viewer leads back to. */
  from: 'write' | 'records' | 'letter' | 'case'
  /** A word more on one. */
  note?: (entry: RecordEntry) => string
  /** place: where a hit of the search stands in it. */
  onChoose: (entry: RecordEntry, place: RecordPlace) => void
  className?: string
}

/** The records of a case, to choose one that is read beside them: by what it is called, or by what stands in it. */
export function RecordChooser({ caseId, entries, chosen, from, note, onChoose, className }: Props) {
  const { t } = useTranslation('console')
  const [words, setWords] = useState('')
  const shown = called(entries, words)
  return (
    <>
      <SearchField label={t('records.search')} className={classes.search} words={words} onWords={setWords} />
      <div className={[classes.choices, className].filter(Boolean).join(' ')}>
        <ul>
          {shown.map(e => (
            <li key={e.key}>
              <button type="button" className={classes.record} aria-current={e.key === chosen ? 'true' : undefined} onClick={() => onChoose(e, {})}>
                <b title={e.title}>
                  <bdi>{e.title}</bdi>
                </b>
                <span className="oso-small oso-ink-3">{e.date ? formatDay(e.date) : ''}</span>
                <span className={classes.detail}>{[e.detail, note?.(e)].filter(Boolean).join(', ')}</span>
              </button>
            </li>
          ))}
          {shown.length === 0 ? <li className={classes.nothing}>{entries.length === 0 ? t('records.none') : t('records.noMatch')}</li> : null}
        </ul>
        <FoundInRecords caseId={caseId} entries={entries} words={words} from={from} onOpen={onChoose} />
      </div>
    </>
  )
}
