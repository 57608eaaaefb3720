import { after } from '@shared/after'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { AreaField } from '@shared/form/field'
import { formatMoment } from '@shared/format/date'
import { formatCount } from '@shared/format/number'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeptWords } from '../../api/cases/kept-words'
import { useGoOn } from '../../api/records/go-on'
import { useSetAside } from '../../api/records/set-aside'
import type { Unfinished } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './records.module.css'

/** An import of which something did not come in: what, why, and the two ways on. */
export function UnfinishedImport({ id, what, busy }: { id: string; what: Unfinished; busy: boolean }) {
  const { t } = useTranslation('desktop')
  const goOn = useGoOn()
  const aside = useSetAside()
  const [shown, setShown] = useState(false)
  const [reason, setReason, forget] = useKeptWords(id, `aside/${what.id}`)
  const [asked, setAsking] = useState<boolean | null>(null)
  const asking = asked ?? reason !== ''
  const [empty, setEmpty] = useState(false)
  const files = what.not_taken.length + what.more
  const source = what.sources.slice(0, 3).join(', ')
  const why = what.killed ? t('records.killed') : what.why

  function done() {
    setAsking(false)
    forget()
  }

  function setAside() {
    setEmpty(reason.trim() === '')
    if (reason.trim()) after(aside.mutateAsync({ id, unfinished: what.id, reason: reason.trim() }), { done, failed: 'shown' })
  }

  return (
    <div className={classes.unfinished}>
      <Note
        kind="time"
        live
        title={
          what.found > 0 && what.early
            ? t('records.readOf', { source, done: formatCount(what.read), total: formatCount(what.found) })
            : t('records.unfinished', { source, at: formatMoment(what.at) })
        }
        act={
          <span className={classes.unfinishedActs}>
            <Button disabled={busy} busy={goOn.isPending && t('records.goingOn')} onClick={() => goOn.mutate({ id, unfinished: what.id })}>
              {what.early ? t('records.goOn') : t('records.tryAgain')}
            </Button>
            <Button kind="plain" onClick={() => setAsking(!asking)} aria-expanded={asking}>
              {what.early ? t('records.endHere') : t('records.setAside')}
            </Button>
          </span>
        }
      >
        {[why, what.unread > 0 ? t('records.unread', { count: what.unread }) : '', t(what.away ? 'records.awaySays' : 'records.goOnSays')].filter(Boolean).join(' ')}{' '}
        {files > 0 ? (
          <>
            {t('records.rejected', { count: files })}{' '}
            <Button kind="link" aria-expanded={shown} onClick={() => setShown(!shown)}>
              {t('records.showThem')}
            </Button>
          </>
        ) : null}
      </Note>
      {shown ? (
        <ul className={classes.files} aria-label={t('records.rejectedTitle')}>
          {what.not_taken.map((f, i) => (
            <li key={i}>
              <bdi>{f.name}</bdi>
              <span className="oso-ink-2">{f.reason}</span>
            </li>
          ))}
          {what.more > 0 ? <li className="oso-ink-2">{t('records.andMore', { count: what.more })}</li> : null}
        </ul>
      ) : null}
      {asking ? (
        <div className={classes.asideForm}>
          <AreaField label={t(what.early ? 'records.endHereWhy' : 'records.setAsideWhy')} hint={t('records.howHint')} rows={1} value={reason} onChange={e => setReason(e.target.value)} error={empty ? t('records.setAsideEmpty') : undefined} />
          <div>
            <Button busy={aside.isPending && t('case.saving')} onClick={setAside}>
              {what.early ? t('records.endHereAct') : t('records.setAsideAct')}
            </Button>
          </div>
        </div>
      ) : null}
      <FaultNote fault={goOn.error ?? aside.error} />
    </div>
  )
}
