import { AreaField } from '@shared/form/field'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNotes } from '../../api/notes/notes'
import type { Case, Overread, Report } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { SaveBanner } from '../../lib/save-banner'
import { useBeforeUnload } from '../../lib/leave-dialog'
import { LeaveKept } from '../../lib/leave-kept'
import { useWords } from '../../lib/words'
import { ActDialog } from '../../lib/act-dialog'
import classes from './case.module.css'
import { useReport } from './use-report'
import { WorkFrame } from './work-frame'

/** A formal over-read: the question and the history, the records, and the report that is signed. */
export function ReadingCase({ c, mine }: { c: Case; mine: Overread }) {
  const { t } = useTranslation('console')
  const final = mine.state === 'final'
  const notes = useNotes(c.id, !final)
  const stored = notes.data?.reports.find(r => r.kind === mine.kind) ?? { kind: mine.kind, text: '', row_version: 0 }
  return (
    <WorkFrame c={c}>
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
    </WorkFrame>
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
