import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { Loading } from '@shared/ui/states'
import { targetSearch } from '@shared/viewer/target'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ProofOf, useProof, useSettle } from '../api/opinion/proof'
import type { Case, ProofFinding } from '../api/types'
import type { RecordPlace } from './case-reader'
import { ElsewhereLink } from './elsewhere-link'
import { FaultNote } from './fault-view'
import { useRecordDialog } from './record-dialog'
import { type RecordEntry, useEntries } from './record-entries'
import classes from './proof-list.module.css'
import { SidesTable } from './sides-table'
import { type Place, WordsInPlace } from './words-in-place'

type Props = {
  c: Case
  of: ProofOf
  /** Leads to where the words are written; without it they are only read. */
  onGo?: (place: Place) => void
  /** Opens the record that stands against it beside what is read; without it, over the page. */
  onRecord?: (record: string, place: RecordPlace) => void
}

/** What a letter or a report says otherwise than the case, worst first, each to be looked at; it keeps nobody from signing. */
export function ProofList({ c, of, onGo, onRecord }: Props) {
  const { t } = useTranslation('console')
  const proof = useProof(c.id, of)
  const settle = useSettle(c.id)
  const [all, setAll] = useState(false)
  const title = useId()
  const entries = useEntries(c.records)
  const { read, dialog } = useRecordDialog(c)
  const findings = proof.data?.findings ?? []
  const open = findings.filter(f => !f.settled)
  const settled = findings.length - open.length
  const shown = all ? findings : open
  return (
    <section className={classes.proof} aria-labelledby={title}>
      <h3 id={title}>{t('proof.title')}</h3>
      {proof.data ? (
        <p className={classes.state} role="status">
          <Glyph kind={open.length > 0 ? 'time' : 'done'} />
          {open.length > 0 ? t('proof.open', { count: open.length }) : t(settled > 0 ? 'proof.allMeant' : 'proof.none')}
        </p>
      ) : proof.error ? (
        <p className={classes.state} role="alert">
          <Glyph kind="problem" />
          <span>
            {proof.error.message || t('proof.failed')}{' '}
            <Button kind="link" onClick={() => void proof.refetch()}>
              {t('proof.again')}
            </Button>
          </span>
        </p>
      ) : (
        <Loading what={t('proof.title')} />
      )}
      {shown.length > 0 ? (
        <ol className={classes.list}>
          {shown.map(f => (
            <li key={f.key} className={classes.finding} data-settled={f.settled || undefined}>
              <div className={classes.kind}>
                {t(`proof.kind.${f.kind}`)}
                {f.settled ? <span className={classes.meant}>{t('proof.meant')}</span> : null}
              </div>
              {f.words ? <WordsInPlace of={f} /> : null}
              <p className={classes.says}>{f.says}</p>
              {f.against ? (
                <p className={classes.against}>
                  <cite>{f.source}:</cite> <q>{f.against}</q>
                </p>
              ) : null}
              {f.record ? <ToRecord c={c} f={f} entries={entries} onOpen={onRecord ? place => onRecord(f.record, place) : undefined} onRead={read} /> : null}
              <div className={classes.acts}>
                {onGo ? (
                  <Button aria-label={t('proof.goTo', { words: f.words || t(`proof.kind.${f.kind}`) })} onClick={() => onGo(f)}>
                    {t('proof.go')}
                  </Button>
                ) : null}
                <Button kind="plain" aria-pressed={f.settled} aria-label={t('proof.asMeantOf', { words: f.words || t(`proof.kind.${f.kind}`) })} onClick={() => settle.mutate({ key: f.key, settled: !f.settled })}>
                  {t('proof.asMeant')}
                </Button>
              </div>
            </li>
          ))}
        </ol>
      ) : null}
      <FaultNote fault={settle.error} />
      {settled > 0 ? (
        <Button kind="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('proof.hide') : t('proof.show', { count: settled })}
        </Button>
      ) : null}
      {proof.data ? <SidesTable sides={proof.data.sides} onGo={onGo} /> : null}
      {dialog}
      {proof.data?.cut ? <p className="oso-small oso-ink-2">{t('proof.cut')}</p> : null}
      {proof.data && proof.data.unread > 0 ? <p className="oso-small oso-ink-2">{t('proof.unread', { count: proof.data.unread })}</p> : null}
    </section>
  )
}

type RecordProps = { c: Case; f: ProofFinding; entries: RecordEntry[]; onOpen?: (place: RecordPlace) => void; onRead: (entry: RecordEntry, place: RecordPlace) => void }

/** The way to the record that says otherwise, at the words that do. */
function ToRecord({ c, f, entries, onOpen, onRead }: RecordProps) {
  const { t } = useTranslation('console')
  const entry = entries.find(e => e.record.id === f.record || e.images.some(i => i.id === f.record))
  if (!entry) return null
  const words = t('proof.openRecord', { record: entry.title })
  const image = entry.images.find(i => i.id === f.record)
  if (!onOpen && image)
    return (
      <ElsewhereLink caseId={c.id} to={`/case/${c.id}/images${targetSearch({ record: image.id, series: image.series_uid })}`}>
        {words}
      </ElsewhereLink>
    )
  // A few words: the rest may go on in another line there.
  const place = { find: f.against.split(/\s+/u).slice(0, 5).join(' ') }
  return (
    <Button kind="link" onClick={() => (onOpen ? onOpen(place) : onRead(entry, place))}>
      {words}
    </Button>
  )
}
