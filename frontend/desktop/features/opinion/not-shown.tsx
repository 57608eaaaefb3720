import { Button } from '@shared/ui/button'
import { Banner } from '@shared/ui/notice'
import { Failure } from '@shared/ui/states'
import { formatMoment } from '@shared/format/date'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys'
import { useSyncNow } from '../../api/sync/sync-now'
import type { CaseView, Fault, OpinionHead, Proof } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { Bare } from './opinion-frame'
import classes from './opinion.module.css'
import { Signers } from './proof-column'

/** Verification failed: the answer is not shown, the proof becomes the page. */
export function FailedPage({ view, proof, fault }: { view: CaseView; proof?: Proof; fault?: Fault }) {
  const { t } = useTranslation('desktop')
  const sync = useSyncNow()
  const why = fault?.message || proof?.fault.message
  return (
    <Bare view={view}>
      <div className={classes.gate}>
        <Failure message={`${t('opinion.failed')} ${t('opinion.failedSays')}`}>
          <Button onClick={() => sync.mutate()} busy={sync.isPending && t('sync.exchanging')}>
            {t('opinion.fetchAgain')}
          </Button>
        </Failure>
        {why ? <p className="oso-small oso-ink-2">{why}</p> : null}
        <FaultNote fault={sync.error} />
        {proof && proof.signers.length > 0 ? <Signers proof={proof} /> : null}
      </div>
    </Bare>
  )
}

/**
 * A newer version arrived while an older one was open: of that nothing is shown,
 * printed or saved any more, only the way to the newer one.
 */
export function SupersededPage({ view, head }: { view: CaseView; head: OpinionHead }) {
  const { t } = useTranslation('desktop')
  const client = useQueryClient()
  return (
    <Bare
      view={view}
      banner={
        <Banner
          kind="time"
          title={t('opinion.superseded', { version: head.version, date: formatMoment(head.released) })}
          act={
            <Button kind="primary" onClick={() => void client.resetQueries({ queryKey: keys.opinion(view.row.id) })}>
              {t('opinion.supersededAct', { version: head.version })}
            </Button>
          }
        >
          {t('opinion.supersededSays')}
        </Banner>
      }
    >
      {null}
    </Bare>
  )
}
