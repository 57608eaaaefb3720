import { formatDay } from '@shared/format/date'
import { ReaderDialog } from '@shared/reader/reader-dialog'
import { Button, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { IconAppWindow, IconArrowsMaximize, IconQuote } from '@tabler/icons-react'
import { type ComponentProps, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, CaseRecord } from '../api/types'
import { CaseReader, mayRead, type RecordPlace } from './case-reader'
import type { RecordEntry } from './record-entries'
import { RecordShown } from './record-shown'
import { openRecords } from './windows'

type Props = {
  c: Case
  entry: RecordEntry
  /** Where it is opened. */
  place: RecordPlace
  from: ComponentProps<typeof RecordShown>['from']
  /** Class of the line above it; of a frame around it, where it has one. */
  head: string | undefined
  frame?: string
  /** Names what is shown, the record or its translation, in a text at the page that is open; undefined: it is no place. */
  onCite?: (page: number, record: string) => void
  /** What is said of it below its name. */
  children?: ReactNode
}

/** One record beside a letter: its name, the ways to see more of it, and itself. It becomes large and small at the page that is open. */
export function EntryReader({ c, entry, place, from, head, frame, onCite, children }: Props) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const page = useRef(place.page ?? 1)
  const turned = (n: number) => {
    page.current = n
  }
  const [shown, setShown] = useState({ large: false, page: place.page })
  const [record, setRecord] = useState(entry.record) // it, or its other side
  const other = (r: CaseRecord) => {
    page.current = 1
    setRecord(r)
    setShown({ large: false, page: 1 })
  }
  const body = <RecordShown c={c} entry={entry} from={from} {...place} page={shown.page} onPage={turned} side={record.id} onSide={other} />
  return (
    <>
      <div className={head}>
        <b className="oso-cut" title={entry.title}>
          <bdi>{entry.title}</bdi>
        </b>
        {onCite ? (
          <Button icon={<Icon of={IconQuote} />} onClick={() => onCite(page.current, record.id)}>
            {t('write.cite')}
          </Button>
        ) : null}
        <IconButton label={t('first.window')} onClick={() => openRecords(c.id)}>
          <Icon of={IconAppWindow} />
        </IconButton>
        {mayRead(entry.record) ? (
          <IconButton label={shared('reader.large')} onClick={() => setShown({ large: true, page: page.current })}>
            <Icon of={IconArrowsMaximize} />
          </IconButton>
        ) : null}
      </div>
      {children}
      {shown.large ? (
        <ReaderDialog title={entry.date ? `${entry.title}, ${formatDay(entry.date)}` : entry.title} onClose={() => setShown({ large: false, page: page.current })}>
          <CaseReader caseId={c.id} record={record} {...(record.id === entry.record.id ? place : {})} page={shown.page} onPage={turned} />
        </ReaderDialog>
      ) : frame ? (
        <div className={frame} data-pane={mayRead(entry.record) || undefined}>
          {body}
        </div>
      ) : (
        body
      )}
    </>
  )
}
