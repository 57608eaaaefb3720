import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import type { RecordPlace } from '../../lib/case-reader'
import { EntryReader } from '../../lib/entry-reader'
import { RecordChooser } from '../../lib/record-chooser'
import { useEntries } from '../../lib/record-entries'
import classes from './approval.module.css'

/** A record that is read beside the letter, and where in it. */
export type Opened = { key: string; place: RecordPlace }

/** The records beside the letter: chosen above, read below. */
export function Records({ c, opened, onOpen }: { c: Case; opened: Opened; onOpen: (o: Opened) => void }) {
  const { t } = useTranslation('console')
  const entries = useEntries(c.records)
  const entry = entries.find(e => e.key === opened.key || e.record.id === opened.key || e.images.some(i => i.id === opened.key))
  return (
    <>
      <div className={classes.recordList} data-chosen={entry ? true : undefined}>
        <RecordChooser caseId={c.id} entries={entries} chosen={entry?.key ?? ''} from="letter" onChoose={(e, place) => onOpen({ key: e.key, place })} />
      </div>
      {entry ? (
        <section key={`${entry.key}/${opened.place.inner}/${opened.place.page}/${opened.place.find}`} className={classes.record} aria-label={entry.title} tabIndex={0}>
          <EntryReader c={c} entry={entry} place={opened.place} from="letter" head={classes.recordHead} frame={classes.recordBody} />
        </section>
      ) : entries.length > 0 ? (
        <p className={classes.choose}>{t('approve.chooseRecord')}</p>
      ) : null}
    </>
  )
}
