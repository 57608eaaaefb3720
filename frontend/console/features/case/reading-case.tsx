import { IconAppWindow, IconMessage } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Segments } from '@shared/ui/segments'
import { Loading } from '@shared/ui/states'
import { useViewerSoon } from '@shared/viewer/soon'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNotes } from '../../api/notes/notes'
import type { Case, Overread } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { CaseHeader } from '../../lib/case-header'
import { CaseText } from '../../lib/case-text'
import { FaultPage } from '../../lib/fault-view'
import { useEntries } from '../../lib/record-entries'
import { SignedReport } from '../../lib/signed-report'
import { openRecords, useTellCase } from '../../lib/windows'
import { useWords } from '../../lib/words'
import { Brief } from './brief'
import { Messages } from './messages'
import { Missing } from './missing'
import classes from './reading.module.css'
import { ReadingImages, ReadingRecords } from './reading-records'
import { Holdings } from './holdings'
import type { Cite } from './report-pane'
import { ReportSoon } from './report-soon'

type Tab = 'asked' | 'records' | 'images' | 'history' | 'earlier' | 'messages'

/** A formal review: what is asked and what there is on one side, on the other the report that is signed. */
export function ReadingCase({ c, mine }: { c: Case; mine: Overread }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [asking, setAsking] = useState<'' | 'raise-critical' | 'ask-question'>('')
  const [tab, setTab] = useState<Tab>('asked')
  const [series, setSeries] = useState('')
  const [side, setSide] = useState<'case' | 'report'>('case') // where both have no room
  const [cites, setCites] = useState<{ at: Cite } | null>(null) // into the report, while it is written
  const [onPen] = useState(() => (at: Cite | null) => setCites(at && { at }))
  // Where both have no room, one sees what was put in.
  const cite: Cite | undefined =
    cites ?
    async (target, page) => {
      setSide('report')
      return cites.at(target, page)
    } : undefined
  useTellCase(c.id)
  const imaging = useEntries(c.records).some(e => e.images.length > 0)
  useViewerSoon(imaging)
  const earlier = c.overreads.filter(o => o.signed && o.kind !== mine.kind)
  const look = (uid: string) => {
    setSeries(uid)
    setTab('images')
  }
  return (
    <>
      <CaseHeader c={c} back={t('nav.cases')}>
        {c.acts.includes('raise-critical') ? (
          <Button kind="danger" onClick={() => setAsking('raise-critical')}>
            {say('act', 'raise-critical')}
          </Button>
        ) : null}
      </CaseHeader>
      <div className={classes.narrow}>
        <Segments
          label={t('reading.side')}
          value={side}
          onChange={setSide}
          options={[
            { value: 'case', label: t('reading.case') },
            { value: 'report', label: t('reading.title') },
          ]}
        />
      </div>
      <div className={classes.desk} data-side={side}>
        <section className={classes.case} aria-label={t('reading.case')}>
          <div className={classes.tabs}>
            <Segments
              label={t('case.view')}
              value={tab}
              onChange={setTab}
              options={[
                { value: 'asked', label: t('reading.asked') },
                { value: 'records', label: t('write.records', { count: c.records.length }) },
                ...(imaging ? [{ value: 'images' as const, label: t('reading.images') }] : []),
                { value: 'history', label: t('write.history') },
                ...(earlier.length > 0 ? [{ value: 'earlier' as const, label: t('reading.earlier', { count: earlier.length }) }] : []),
                { value: 'messages', label: t('tab.messages', { count: c.messages.length }) },
              ]}
            />
          </div>
          {tab === 'asked' ? (
            <Brief c={c} onRead={() => setTab('records')}>
              <h3 className={classes.bit}>{t('first.missing')}</h3>
              <Missing c={c} />
              <Holdings c={c} review={mine.kind} />
            </Brief>
          ) : tab === 'records' ? (
            <ReadingRecords c={c} onLook={look} onCite={cite} />
          ) : tab === 'images' ? (
            <ReadingImages key={series} c={c} series={series} onCite={cite} onBack={() => setTab('records')} />
          ) : tab === 'history' ? (
            <CaseText c={c} className={classes.scroll} />
          ) : tab === 'earlier' ? (
            <div className={classes.scroll} tabIndex={0}>
              {earlier.map(o => (
                <SignedReport key={o.kind} c={c} of={o} />
              ))}
            </div>
          ) : (
            <Messages c={c} />
          )}
          <div className={classes.ways}>
            {c.acts.includes('ask-question') ? (
              <Button icon={<Icon of={IconMessage} />} onClick={() => setAsking('ask-question')}>
                {say('act', 'ask-question')}
              </Button>
            ) : null}
            <Button icon={<Icon of={IconAppWindow} />} onClick={() => openRecords(c.id)}>
              {t('first.window')}
            </Button>
          </div>
        </section>
        <main className={classes.report} tabIndex={-1}>
          {/* What was signed is a draft no more: what is kept is asked for anew. */}
          <Report key={`${mine.state}/${mine.addenda?.length ?? 0}`} c={c} mine={mine} onPen={onPen} />
        </main>
      </div>
      {asking ? <ActDialog key={asking} c={c} act={asking} onClose={() => setAsking('')} /> : null}
    </>
  )
}

/** The report while it is written; once it is signed, the report and what is added to it. */
function Report({ c, mine, onPen }: { c: Case; mine: Overread; onPen: (cite: Cite | null) => void }) {
  const { t } = useTranslation('console')
  const final = mine.state === 'final'
  const adds = final && c.acts.includes('add-to-overread')
  const notes = useNotes(c.id, !final || adds)
  const stored = notes.data?.reports.find(r => r.kind === mine.kind) ?? { kind: mine.kind, text: '', row_version: 0 }
  const [adding, setAdding] = useState(false)
  if (adds && !adding && notes.isFetchedAfterMount && stored.text !== '') setAdding(true) // and it stays when its words are taken out
  const writes = !final || (adds && adding)
  const loading = <Loading what={t('case.loading')} />
  return (
    <>
      {final ? (
        <div className={classes.signed} tabIndex={0}>
          <SignedReport c={c} of={mine} />
          {adds && !writes ? (
            <p>
              <Button onClick={() => setAdding(true)}>{t('reading.add')}</Button>
            </p>
          ) : null}
        </div>
      ) : null}
      {!writes ? null : notes.data && notes.isFetchedAfterMount ? ( // what is typed over an older one could not be kept
        <ReportSoon waiting={loading} c={c} mine={mine} stored={stored} onPen={onPen} />
      ) : notes.error ? (
        <FaultPage fault={notes.error} retry={() => void notes.refetch()} />
      ) : (
        loading
      )}
    </>
  )
}
