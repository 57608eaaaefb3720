import { Button } from '@shared/ui/button'
import { TwoWeekClock } from '@shared/ui/clock'
import { Facts } from '@shared/ui/facts'
import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { useWorkWords, Meter } from '@shared/ui/long-work'
import { Note } from '@shared/ui/notice'
import { BarColumns, FormPage, SectionHead } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import { caseStates, endedStates } from '@shared/wire/case-states'
import { formatMoment } from '@shared/format/date'
import { formatFingerprint, formatReference } from '@shared/format/number'
import { useTranslation } from 'react-i18next'
import { useOutletContext } from 'react-router'
import { useTimeline } from '../../api/cases/get-timeline'
import { useSyncStatus } from '../../api/sync/get-status'
import { useSyncNow } from '../../api/sync/sync-now'
import type { CaseView, TimelineEntry } from '../../bridge'
import { standing } from '../../lib/case-status'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { useSession } from '../../lib/session-context'
import { useStandingWords } from '../../lib/use-standing-words'
import classes from './course.module.css'
import { OutcomeForm } from './outcome'

/** What the desk itself writes down; what the service says is a state of its. */
const ours = ['created', 'agreed', 'ready', 'sealed', 'sending', 'received', 'opened', 'acknowledged', 'amending', 'amended'] as const
const codes = [...ours, ...caseStates]

const glyphOf: Partial<Record<string, GlyphKind>> = {
  ...Object.fromEntries(endedStates.map(s => [s, 'draft'] as const)),
  'on-hold': 'time',
  'cannot-answer': 'problem',
}

/** What happened to the case, what is being sent, and where OSO stands. */
export function CoursePage() {
  const { t } = useTranslation('desktop')
  const { view } = useOutletContext<{ view: CaseView }>()
  const timeline = useTimeline(view.row.id)
  return (
    <BarColumns title={t('course.exchange')} aside={<Exchange view={view} />} bar={<ExchangeBar view={view} />}>
      <FormPage label={t('course.title')} read>
        {view.row.outcome_asked ? <OutcomeForm id={view.row.id} /> : null}
        <SectionHead first={!view.row.outcome_asked} title={t('course.title')} />
        {timeline.error ? (
          <FaultPage fault={timeline.error} retry={() => void timeline.refetch()} />
        ) : !timeline.data ? (
          <Loading what={t('course.loading')} />
        ) : timeline.data.length === 0 ? (
          <Empty what={t('course.empty')} how={t('course.emptyHow')} />
        ) : (
          <Timeline entries={timeline.data} view={view} />
        )}
      </FormPage>
    </BarColumns>
  )
}

function Timeline({ entries, view }: { entries: TimelineEntry[]; view: CaseView }) {
  const { t } = useTranslation('desktop')
  const { role } = useSession()
  const words = useStandingWords()
  const now = standing(view.row, { role })
  const codeOf = (e: TimelineEntry) => codes.find(c => c === e.code)
  // What lasts is not done as well: said in the same words it stands once, as the last.
  const last = entries.at(-1)
  const lasts = last && codeOf(last)
  const past = now.turn !== 'done' && lasts && t(`course.codes.${lasts}`) === words(now) && !last.text ? entries.slice(0, -1) : entries
  return (
    <ol className={classes.timeline}>
      {past.map((e, i) => {
        const code = codeOf(e)
        return (
          <li key={i} className={classes.entry}>
            <span className={classes.mark}>
              <Glyph kind={glyphOf[e.code] ?? 'done'} />
            </span>
            <span>
              {code ? t(`course.codes.${code}`) : e.text || t('course.codes.other')}
              {e.by || (code && e.text) ? (
                <span className={classes.detail}>
                  {e.by ? <bdi>{e.by}</bdi> : null}
                  {e.by && code && e.text ? ': ' : ''}
                  {code ? e.text : ''}
                </span>
              ) : null}
            </span>
            <time className="oso-small oso-ink-3 oso-nowrap" dateTime={e.at}>
              {formatMoment(e.at)}
            </time>
          </li>
        )
      })}
      {now.turn !== 'done' ? (
        <li className={classes.entry} data-now>
          <span className={classes.mark}>
            <Glyph kind={now.glyph} />
          </span>
          <b>{words(now)}</b>
          <span className="oso-small">{t('course.now')}</span>
        </li>
      ) : null}
    </ol>
  )
}

/** The line to OSO as it is now. */
function useLine({ row }: CaseView) {
  const { t } = useTranslation('desktop')
  const sync = useSyncStatus().data
  const now = useSyncNow()
  const workWords = useWorkWords()
  const sending = sync && row.state === 'sending' && row.total_bytes > 0
  return {
    sync,
    fault: now.error,
    words: sending ? workWords({ bytes: row.sent_bytes, totalBytes: row.total_bytes, rate: sync.rate, seconds: sync.seconds }) : null,
    last: sync?.last ? t('sync.last', { time: formatMoment(sync.last) }) : t('sync.never'),
    act: (wide: boolean) =>
      sync?.enrolled ? (
        <Button wide={wide} onClick={() => now.mutate()} busy={sync.running && t('sync.exchanging')}>
          {t('sync.now')}
        </Button>
      ) : null,
  }
}

/** What of it is seen at once where there is no room for the column. */
function ExchangeBar({ view }: { view: CaseView }) {
  const { t } = useTranslation('desktop')
  const line = useLine(view)
  const { row } = view
  const fault = line.fault ?? (line.sync?.fault.kind ? line.sync.fault : null)
  return (
    <>
      {line.words ? (
        <div className={classes.barSending}>
          <Meter done={row.sent_bytes} total={row.total_bytes} label={line.words.amount} />
          <span className="oso-small oso-ink-2 oso-nowrap">{line.words.amount}</span>
        </div>
      ) : fault ? (
        <span className={`${classes.barWords} oso-small`}>
          <Glyph kind="time" /> {fault.kind === 'unreachable' ? t('sync.offline') : fault.message}
        </span>
      ) : (
        <span className={`${classes.barWords} oso-smallest oso-ink-3`}>{line.last}</span>
      )}
      {line.act(false)}
    </>
  )
}

function Exchange({ view }: { view: CaseView }) {
  const { t } = useTranslation('desktop')
  const line = useLine(view)
  const { sync, words } = line
  const { row, receipt, seals } = view
  return (
    <div className={classes.exchange}>
      {words ? (
        <div className={classes.sending}>
          <Meter done={row.sent_bytes} total={row.total_bytes} label={words.amount} />
          <p className="oso-small oso-ink-2">{[words.amount, words.pace].filter(Boolean).join(', ')}</p>
        </div>
      ) : null}
      {sync && !sync.enrolled ? <Note>{t('sync.notEnrolled')}</Note> : null}
      {sync?.fault.kind === 'unreachable' ? <Note>{t('sync.offline')}</Note> : sync?.fault.kind ? <FaultNote fault={sync.fault} /> : null}
      <FaultNote fault={line.fault} />
      <Facts
        facts={[
          { label: t('course.reference'), value: receipt.reference || row.reference ? formatReference(receipt.reference || row.reference) : '–' },
          { label: t('course.receipt'), value: receipt.at ? t('course.receiptIs', { date: formatMoment(receipt.at) }) : t('course.receiptNone') },
          { label: t('course.clock'), value: <TwoWeekClock start={row.clock_start} due={row.clock_due} end={row.clock_end} /> },
        ]}
      />
      {seals.length > 0 ? (
        <>
          <hr className="oso-rule" />
          <h3>{t('course.versions')}</h3>
          <ul className={classes.versions}>
            {seals.map(s => (
              <li key={s.version}>
                {t('course.versionIs', { version: s.version, date: formatMoment(s.at), signer: s.signer })}
                <span className="oso-mono oso-ink-2">{formatFingerprint(s.sha256, 6)}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <div className={classes.end}>
        <p className="oso-smallest oso-ink-3">{line.last}</p>
        {line.act(true)}
      </div>
    </div>
  )
}
