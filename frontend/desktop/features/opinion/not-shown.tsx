import { Button } from '@shared/ui/button'
import { Banner } from '@shared/ui/notice'
import { Failure } from '@shared/ui/states'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys'
import { useSyncNow } from '../../api/sync/sync-now'
import type { CaseView, Fault, Proof } from '../../bridge'
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
          <Button onClick={() => sync.mutate()} busy={sync.isPending && t('sync.receiving')}>
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

/** Replaced by a newer version: only the way to that one is shown. */
export function SupersededPage({ view, proof }: { view: CaseView; proof: Proof }) {
  const { t } = useTranslation('desktop')
  const client = useQueryClient()
  const id = view.row.id
  return (
    <Bare
      view={view}
      banner={
        <Banner
          kind="time"
          title={t('opinion.superseded')}
          act={
            <Button
              onClick={() => {
                void client.invalidateQueries({ queryKey: keys.opinionHead(id) })
                void client.resetQueries({ queryKey: keys.opinion(id) })
              }}
            >
              {t('opinion.supersededAct', { version: proof.superseded })}
            </Button>
          }
        >
          {t('opinion.supersededSays', { version: proof.superseded })}
        </Banner>
      }
    >
      {null}
    </Bare>
  )
}
