import { IconAppWindow, IconMessage } from '@tabler/icons-react'
import { AreaField } from '@shared/form/field'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Note } from '@shared/ui/notice'
import { Segments } from '@shared/ui/segments'
import { Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNotes } from '../../api/notes/notes'
import type { Case, Overread, Report } from '../../api/types'
import { CaseText } from '../../lib/case-text'
import { CaseHeader } from '../../lib/case-header'
import { FaultNote } from '../../lib/fault-view'
import { SaveBanner } from '../../lib/save-banner'
import { useBeforeUnload } from '../../lib/leave-dialog'
import { LeaveKept } from '../../lib/leave-kept'
import { RecordList } from '../../lib/record-list'
import { openRecords, useTellCase } from '../../lib/windows'
import { useWords } from '../../lib/words'
import { ActDialog } from '../../lib/act-dialog'
import { Brief } from './brief'
import classes from './case.module.css'
import { Messages } from './messages'
import { Missing } from './missing'
import { useReport } from './use-report'

/** A formal over-read: the question and the history, the records, and the report that is signed. */
export function ReadingCase({ c, mine }: { c: Case; mine: Overread }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [asking, setAsking] = useState<'' | 'raise-critical' | 'ask-question'>('')
  const [tab, setTab] = useState<'records' | 'history' | 'messages'>('records')
  useTellCase(c.id)
  const final = mine.state === 'final'
  const notes = useNotes(c.id, !final)
  const stored = notes.data?.reports.find(r => r.kind === mine.kind) ?? { kind: mine.kind, text: '', row_version: 0 }
  return (
    <>
      <CaseHeader c={c} back={t('nav.cases')}>
        {c.acts.includes('raise-critical') ? (
          <Button kind="danger" onClick={() => setAsking('raise-critical')}>
            {say('act', 'raise-critical')}
          </Button>
        ) : null}
      </CaseHeader>
      <main className={classes.desk} tabIndex={-1}>
        <Brief c={c} onRead={() => openRecords(c.id)}>
          <h3 className={classes.bit}>{t('first.missing')}</h3>
          <Missing c={c} />
        </Brief>
        <section className={classes.work}>
          <div className={classes.tabs}>
            <Segments
              label={t('case.view')}
              value={tab}
              onChange={setTab}
              options={[
                { value: 'records', label: t('write.records', { count: c.records.length }) },
                { value: 'history', label: t('write.history') },
                { value: 'messages', label: t('tab.messages', { count: c.messages.length }) },
              ]}
            />
            <span className={classes.tabActs}>
              {c.acts.includes('ask-question') ? (
                <Button icon={<Icon of={IconMessage} />} onClick={() => setAsking('ask-question')}>
                  {say('act', 'ask-question')}
                </Button>
              ) : null}
              <Button icon={<Icon of={IconAppWindow} />} onClick={() => openRecords(c.id)}>
                {t('first.window')}
              </Button>
            </span>
          </div>
          {tab === 'history' ? (
            <CaseText c={c} className={classes.scroll} />
          ) : tab === 'messages' ? (
            <Messages c={c} />
          ) : (
            <div tabIndex={0} className={`${classes.scroll} ${classes.beside}`} aria-label={t('records.documents')}>
              <RecordList c={c} />
            </div>
          )}
          {final ? (
            <div className={classes.report}>
              <Note kind="done" title={t('reading.final')}>
                {formatDay(mine.finished_at ?? '')}
              </Note>
              <p tabIndex={0} className={classes.reportText}>
                {mine.report}
              </p>
            </div>
          ) : notes.data && notes.isFetchedAfterMount ? ( // what is typed over an older one could not be kept
            <Writing key={stored.kind} c={c} stored={stored} />
          ) : (
            <div className={classes.report}>{notes.error ? <FaultNote fault={notes.error} /> : <Loading what={t('case.loading')} />}</div>
          )}
        </section>
      </main>
      {asking ? <ActDialog key={asking} c={c} act={asking} onClose={() => setAsking('')} /> : null}
    </>
  )
}

function Writing({ c, stored }: { c: Case; stored: Report }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [first] = useState(stored) // later answers must not write over typing
  const report = useReport(c.id, first)
  const [confirming, setConfirming] = useState(false)
  const [asked, setAsked] = useState(false)
  useBeforeUnload(report.state !== 'saved')
  return (
    <>
      <div className={classes.report}>
        <AreaField
          label={t('reading.title')}
          hint={t('reading.lead')}
          value={report.text}
          onChange={e => report.change(e.target.value)}
          rows={8}
          error={asked && !report.text.trim() ? t('reading.empty') : undefined}
        />
        <SaveBanner draft={report} moved={false} onLoad={report.load} />
      </div>
      <footer className={classes.foot}>
        <span role="status" className="oso-small oso-ink-2">
          {report.state === 'saving' ? t('write.saving') : report.state === 'unsaved' ? t('write.unsaved') : report.text ? t('reading.kept') : ''}
        </span>
        <span className="oso-grow" />
        <Button
          kind="primary"
          onClick={() => {
            setAsked(true)
            if (report.text.trim()) void report.flush().then(ok => setConfirming(ok))
          }}
        >
          {say('act', 'finalize-overread')}
        </Button>
      </footer>
      {confirming ? <ActDialog c={c} act="finalize-overread" given={{ kind: first.kind, report: report.text }} onClose={() => setConfirming(false)} /> : null}
      <LeaveKept draft={report} title={t('leave.reportTitle')} words={t('leave.report')} />
    </>
  )
}
