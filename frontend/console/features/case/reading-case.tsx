import { AreaField } from '@shared/form/field'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'
import type { Case } from '../../api/types'
import { CaseHeader } from '../../lib/case-header'
import { LeaveDialog, useBeforeUnload } from '../../lib/leave-dialog'
import { RecordList } from '../../lib/record-list'
import { useSignedIn } from '../../lib/me-context'
import { useWords } from '../../lib/words'
import { ActDialog } from '../../lib/act-dialog'
import { Brief } from './brief'
import classes from './case.module.css'

/** A formal over-read: the records, and the report that is signed. */
export function ReadingCase({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const me = useSignedIn()
  const [report, setReport] = useState('')
  const [confirming, setConfirming] = useState(false)
  const [raising, setRaising] = useState(false)
  const [asked, setAsked] = useState(false)
  const mine = c.overreads.find(o => o.reader?.id === me.id)
  const final = mine?.state === 'final'
  // Nothing but this page holds a report before it is signed.
  const unsaved = !final && report.trim() !== ''
  useBeforeUnload(unsaved)
  const blocker = useBlocker(({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname)
  return (
    <>
      <CaseHeader c={c} back={t('nav.cases')}>
        {c.acts.includes('raise-critical') ? (
          <Button kind="danger" onClick={() => setRaising(true)}>
            {say('act', 'raise-critical')}
          </Button>
        ) : null}
      </CaseHeader>
      <div className={classes.desk}>
        <Brief c={c} onRead={() => {}} />
        <section className={classes.work}>
          <div tabIndex={0} className={classes.scroll}>
            <RecordList caseId={c.id} records={c.records} takesStudy={c.takes_study} />
            <div className={classes.prose}>
              {final ? (
                <Note kind="done" title={t('reading.final')}>
                  {formatDay(mine?.finished_at ?? '')}
                </Note>
              ) : (
                <AreaField
                  label={t('reading.title')}
                  hint={t('reading.lead')}
                  value={report}
                  onChange={e => setReport(e.target.value)}
                  rows={10}
                  style={{ minHeight: '14rem' }}
                  error={asked && !report.trim() ? t('reading.empty') : undefined}
                />
              )}
            </div>
          </div>
          {final ? null : (
            <footer className={classes.foot}>
              <span className="oso-grow" />
              <Button
                kind="primary"
                onClick={() => {
                  setAsked(true)
                  if (report.trim()) setConfirming(true)
                }}
              >
                {say('act', 'finalize-overread')}
              </Button>
            </footer>
          )}
        </section>
      </div>
      {confirming && mine ? <ActDialog c={c} act="finalize-overread" given={{ kind: mine.kind, report }} onClose={() => setConfirming(false)} /> : null}
      <LeaveDialog
        open={blocker.state === 'blocked'}
        title={t('leave.reportTitle')}
        words={t('leave.report')}
        onStay={() => blocker.reset?.()}
        onLeave={() => blocker.proceed?.()}
      />
      {raising ? <ActDialog c={c} act="raise-critical" onClose={() => setRaising(false)} /> : null}
    </>
  )
}
