import { Segments } from '@shared/ui/segments'
import { Button, ButtonLink } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { CaseHeader } from '../../lib/case-header'
import { CaseText } from '../../lib/case-text'
import { GlassBanner } from '../../lib/glass-banner'
import { hasLetter } from '../../lib/has-letter'
import { RecordList } from '../../lib/record-list'
import { openRecords } from '../../lib/windows'
import { Brief } from './brief'
import classes from './case.module.css'
import { History } from './history'

/** A case as an administrator sees it under break-glass: to read, and for a while. */
export function GlassCase({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const [tab, setTab] = useState<'case' | 'records' | 'history'>('case')
  return (
    <>
      <CaseHeader c={c} back={t('nav.allCases')}>
        {hasLetter(c) ? <ButtonLink to={`/case/${c.id}/letter`}>{t('glass.what.letter')}</ButtonLink> : null}
      </CaseHeader>
      <GlassBanner c={c} />
      <main className={classes.desk} tabIndex={-1}>
        <Brief c={c} onRead={() => setTab('case')} />
        <section className={classes.work}>
          <div className={classes.tabs}>
            <Segments
              label={t('case.view')}
              value={tab}
              onChange={setTab}
              options={[
                { value: 'case', label: t('tab.case') },
                { value: 'records', label: t('write.records', { count: c.records.length }) },
                { value: 'history', label: t('write.history') },
              ]}
            />
            <span className={classes.tabActs}>
              <Button onClick={() => openRecords(c.id)}>{t('first.window')}</Button>
            </span>
          </div>
          {tab === 'case' ? (
            <CaseText c={c} className={classes.scroll} />
          ) : tab === 'records' ? (
            <div tabIndex={0} className={`${classes.scroll} ${classes.beside}`} aria-label={t('records.documents')}>
              <RecordList c={c} />
            </div>
          ) : (
            <History c={c} />
          )}
        </section>
      </main>
    </>
  )
}
