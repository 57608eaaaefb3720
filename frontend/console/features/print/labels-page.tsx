import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { Loading } from '@shared/ui/states'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import type { Case } from '../../api/types'
import { FaultPage } from '../../lib/fault-view'
import { PrintPage } from './print-page'
import classes from './print.module.css'

/** Labels for slides, blocks, and discs: reference, number, what stands on it, and no name. */
export function LabelsPage() {
  const { t } = useTranslation('console')
  const id = useParams().id ?? ''
  const c = useCase(id)
  if (!c.data) return c.error ? <FaultPage fault={c.error} retry={() => void c.refetch()} /> : <Loading what={t('case.loading')} />
  return <Labels c={c.data} />
}

function Labels({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const [asked] = useSearchParams()
  const numbers = asked.get('no')?.split('.')
  const all = c.materials.flatMap(m => m.things)
  const those = numbers ? all.filter(x => numbers.includes(String(x.number))) : all
  return (
    <PrintPage title={t('print.labels', { count: those.length })} lead={t('print.labelsLead')} back={`/case/${c.id}`}>
      <ul className={classes.labels}>
        {those.map(x => (
          <li key={x.id} className={classes.label}>
            <strong>{formatReference(c.reference)}</strong>
            <strong className={classes.no}>{t('print.no', { no: x.number, of: all.length })}</strong>
            <span className={classes.marks}>
              {t(`thing.kind.${x.kind}` as 'thing.kind.slide')}: <bdi>{x.marks}</bdi>
            </span>
            <span>{[x.accession, t('print.received', { date: formatDay(x.received_at) })].filter(Boolean).join(', ')}</span>
          </li>
        ))}
      </ul>
    </PrintPage>
  )
}
