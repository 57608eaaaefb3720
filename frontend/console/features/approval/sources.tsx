import { IconAppWindow, IconArrowsMaximize } from '@tabler/icons-react'
import { formatDay } from '@shared/format/date'
import { ReaderDialog } from '@shared/reader/reader-dialog'
import { IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { CaseReader, mayRead, type RecordPlace } from '../../lib/case-reader'
import { RecordChooser } from '../../lib/record-chooser'
import { type RecordEntry, useEntries } from '../../lib/record-entries'
import { RecordShown } from '../../lib/record-shown'
import { openRecords } from '../../lib/windows'
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
        <Shown key={`${entry.key}/${opened.place.inner}/${opened.place.page}/${opened.place.find}`} c={c} entry={entry} place={opened.place} />
      ) : entries.length > 0 ? (
        <p className={classes.choose}>{t('approve.chooseRecord')}</p>
      ) : null}
    </>
  )
}

function Shown({ c, entry, place }: { c: Case; entry: RecordEntry; place: RecordPlace }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  // The page that is open, and where the reader begins when it becomes large or small.
  const page = useRef(place.page ?? 1)
  const turned = (n: number) => {
    page.current = n
  }
  const [shown, setShown] = useState({ large: false, page: place.page })
  const name = entry.date ? `${entry.title}, ${formatDay(entry.date)}` : entry.title
  return (
    <section className={classes.record} aria-label={entry.title} tabIndex={0}>
      <div className={classes.recordHead}>
        <b className="oso-cut" title={entry.title}>
          <bdi>{entry.title}</bdi>
        </b>
        <IconButton label={t('first.window')} onClick={() => openRecords(c.id)}>
          <Icon of={IconAppWindow} />
        </IconButton>
        {mayRead(entry.record) ? (
          <IconButton label={shared('reader.large')} onClick={() => setShown({ large: true, page: page.current })}>
            <Icon of={IconArrowsMaximize} />
          </IconButton>
        ) : null}
      </div>
      {shown.large ? (
        <ReaderDialog title={name} onClose={() => setShown({ large: false, page: page.current })}>
          <CaseReader caseId={c.id} record={entry.record} {...place} page={shown.page} onPage={turned} />
        </ReaderDialog>
      ) : (
        <div className={classes.recordBody} data-pane={mayRead(entry.record) || undefined}>
          <RecordShown c={c} entry={entry} from="letter" {...place} page={shown.page} onPage={turned} />
        </div>
      )}
    </section>
  )
}
