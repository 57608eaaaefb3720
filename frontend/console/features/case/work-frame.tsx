import { IconAppWindow, IconMessage } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Segments } from '@shared/ui/segments'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { CaseHeader } from '../../lib/case-header'
import { Conferences } from '../../lib/conferences'
import { CaseText } from '../../lib/case-text'
import { RecordList } from '../../lib/record-list'
import { openRecords, useTellCase } from '../../lib/windows'
import { useWords } from '../../lib/words'
import { Brief } from './brief'
import classes from './case.module.css'
import { Messages } from './messages'
import { Missing } from './missing'

/** The question and the history, the records, and below them what is written by who reads or writes a part. */
export function WorkFrame({ c, children }: { c: Case; children: ReactNode }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [asking, setAsking] = useState<'' | 'raise-critical' | 'ask-question'>('')
  const [tab, setTab] = useState<'records' | 'history' | 'messages'>('records')
  useTellCase(c.id)
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
            <div className={classes.scroll}>
              <Conferences c={c} />
              <CaseText c={c} />
            </div>
          ) : tab === 'messages' ? (
            <Messages c={c} />
          ) : (
            <div tabIndex={0} className={`${classes.scroll} ${classes.beside}`} aria-label={t('records.documents')}>
              <RecordList c={c} />
            </div>
          )}
          {children}
        </section>
      </main>
      {asking ? <ActDialog key={asking} c={c} act={asking} onClose={() => setAsking('')} /> : null}
    </>
  )
}
