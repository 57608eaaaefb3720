import { Note } from '@shared/ui/notice'
import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { LocationAnswer } from '../bridge'

/** The rule table's answer beside the place that was asked about. A refusal names the rule and the way that remains. */
export function LocationNote({ answer }: { answer: LocationAnswer }) {
  const { t } = useTranslation('desktop')
  const closed = [
    answer.closed_reviews.includes('imaging-review') ? t('start.closedImaging') : '',
    answer.closed_reviews.includes('pathology-review') ? t('start.closedPathology') : '',
  ].filter(Boolean)
  const table = <p className="oso-smallest oso-ink-3">{t('start.table', { date: formatDay(answer.on), version: answer.table })}</p>
  if (answer.outcome === 'refused') {
    // The reason names the rule, what was kept and the way that remains.
    return (
      <Note kind="problem" live title={t('start.refused', { place: answer.place })}>
        {answer.reason || t('start.refusedSays')}
        {table}
      </Note>
    )
  }
  const check = answer.outcome === 'check'
  return (
    <Note kind={check ? 'time' : 'info'} live title={check ? t('start.check') : t('start.allowed')}>
      {[answer.reason || (check ? t('start.checkSays') : ''), ...closed].filter(Boolean).join(' ')}
      {table}
    </Note>
  )
}
