import { formatDay } from '@shared/format/date'
import { Segments } from '@shared/ui/segments'
import type { Target } from '@shared/wire/key-image'
import { memo, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLooked } from '../../api/notes/notes'
import type { Case, Comment, Reviewable } from '../../api/types'
import { mayRead, type RecordPlace } from '../../lib/case-reader'
import { historyParts } from '../../lib/case-text'
import { EntryReader } from '../../lib/entry-reader'
import { RecordChooser } from '../../lib/record-chooser'
import { type RecordEntry, useEntries } from '../../lib/record-entries'
import { SignedReport } from '../../lib/signed-report'
import { FiguresPane } from './figures-pane'
import { SeenMark } from './review-marks'
import type { Draft } from './use-draft'
import { useWritten, type Written as Letter } from './written'
import classes from './writing.module.css'

type Tab = 'records' | 'reviews' | 'figures' | 'history' | 'notes'

/** A place in the records that the text is to name. */
export type CiteRecord = (target: Target, page: number) => Promise<boolean>

type Marking = { review: Reviewable[]; onMark: Draft['mark'] }
type Props = { c: Case; written: Letter; version: number; comments: Comment[]; onCite: (text: string) => boolean; onCiteRecord: CiteRecord } & Marking & Pick<Draft, 'refresh' | 'setFigures'>

/** The records beside the writing, with what the physician wrote and what the approver asks. */
export const RecordsPane = memo(function RecordsPane({ c, written, review, onMark, version, comments, onCite, onCiteRecord, refresh, setFigures }: Props) {
  const figures = useWritten(written, now => now.figures?.length ?? 0)
  const { t } = useTranslation('console')
  const [tab, setTab] = useState<Tab>(comments.length > 0 ? 'notes' : 'records')
  const reviews = c.overreads.filter(o => o.signed)
  return (
    <aside className={classes.records} aria-label={t('write.records', { count: c.records.length })}>
      <div className={classes.recordsTabs}>
        <Segments
          label={t('case.view')}
          value={tab}
          onChange={setTab}
          options={[
            { value: 'records', label: t('write.records', { count: c.records.length }) },
            ...(reviews.length > 0 ? [{ value: 'reviews' as const, label: t('reading.reviews', { count: reviews.length }) }] : []),
            { value: 'figures', label: t('figures.tab', { count: figures }) },
            { value: 'history', label: t('write.history') },
            { value: 'notes', label: t('write.notesTab') },
          ]}
        />
      </div>
      {tab === 'records' ? <Records c={c} review={review} onMark={onMark} onCite={onCiteRecord} /> : null}
      {tab === 'reviews' ? (
        <div tabIndex={0} className={classes.written}>
          {reviews.map(o => (
            <SignedReport key={o.kind} c={c} of={o} />
          ))}
        </div>
      ) : null}
      {tab === 'figures' ? <FiguresPane c={c} written={written} refresh={refresh} setFigures={setFigures} version={version} comments={comments} onCite={onCite} /> : null}
      {tab === 'history' ? <Written c={c} /> : null}
      {tab === 'notes' ? <Notes c={c} comments={comments} /> : null}
    </aside>
  )
})

function Records({ c, review, onMark, onCite }: { c: Case; onCite: CiteRecord } & Marking) {
  const { t } = useTranslation('console')
  const [chosen, setChosen] = useState('')
  const entries = useEntries(c.records)
  const entry = entries.find(e => e.key === chosen)
  const seenOf = (e: RecordEntry) => {
    const seen = review.find(r => r.records.includes(e.record.id))?.seen
    return seen === 'seen' || seen === 'part' || seen === 'none' ? t(`review.word.${seen}`) : ''
  }
  // Where in the one that was chosen.
  const [led, setLed] = useState<RecordPlace>({})
  return (
    <>
      <RecordChooser
        className={classes.recordList}
        caseId={c.id}
        entries={entries}
        chosen={chosen}
        from="write"
        note={e => seenOf(e)}
        onChoose={(e, place) => {
          setChosen(e.key)
          setLed(place)
        }}
      />
      <div tabIndex={0} className={classes.reading} data-pane={entry && mayRead(entry.record) ? true : undefined}>
        {entry ? <Shown key={`${entry.key}/${led.inner}/${led.page}/${led.find}`} c={c} review={review} onMark={onMark} entry={entry} led={led} onCite={onCite} /> : <p className="oso-ink-2">{t('records.choose')}</p>}
      </div>
    </>
  )
}

function Shown({ c, review, onMark, entry, led, onCite }: { c: Case; entry: RecordEntry; led: RecordPlace; onCite: CiteRecord } & Marking) {
  const looked = useLooked(c.id, true)
  const opened = entry.images.length === 0 ? entry.record.id : ''
  useEffect(() => {
    if (opened) looked(opened)
  }, [looked, opened])
  const mark = review.find(r => r.records.includes(entry.record.id))
  // A study is no place: its images are cited where they are looked at.
  const cite = entry.images.length === 0 ? (page: number, record: string) => void onCite({ record }, mayRead(entry.record) ? page : 0) : undefined
  return (
    <EntryReader c={c} entry={entry} place={led} from="write" head={classes.readingHead} onCite={cite}>
      {mark ? (
        <div className={classes.readingMark}>
          <SeenMark of={mark} onMark={seen => onMark([mark.key], seen)} />
        </div>
      ) : null}
      {entry.order ? (
        <p className="oso-small oso-ink-2">
          <bdi>{entry.order}</bdi>
        </p>
      ) : null}
    </EntryReader>
  )
}

/** History as the physician gave it. */
function Written({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const d = c.document
  if (!d) return null
  const h = d.history
  return (
    <div tabIndex={0} className={classes.written}>
      {historyParts(d, t).map(([title, text]) => (
        <section key={title}>
          <h2 className={classes.mini}>{title}</h2>
          <p>{text}</p>
        </section>
      ))}
      {(h.events ?? []).length > 0 ? (
        <section>
          <h2 className={classes.mini}>{t('caseText.events')}</h2>
          {(h.events ?? []).map((e, i) => (
            <p key={i}>
              <span className="oso-ink-3">{formatDay(e.date)}</span> {e.text}
            </p>
          ))}
        </section>
      ) : null}
    </div>
  )
}

/** What the approver asks, and what the coordinator answered. */
function Notes({ c, comments }: { c: Case; comments: Comment[] }) {
  const { t } = useTranslation('console')
  return (
    <div tabIndex={0} className={classes.written}>
      {comments.map((n, i) => (
        <section key={`c${i}`}>
          <h2 className={classes.mini}>
            {t('write.comments')}: {n.by}, {formatDay(n.at)}
          </h2>
          <p>{n.text}</p>
        </section>
      ))}
      {c.messages.map(m => (
        <section key={m.id}>
          <h2 className={classes.mini}>
            {m.from}, {formatDay(m.at)}
          </h2>
          <p>{m.text}</p>
        </section>
      ))}
      {comments.length + c.messages.length === 0 ? <p className="oso-ink-2">{t('messages.none')}</p> : null}
    </div>
  )
}
