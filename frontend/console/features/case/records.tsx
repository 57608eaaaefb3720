import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { RecordList } from '../../lib/record-list'
import classes from './case.module.css'

/** What the clinic sealed: studies and documents. */
export function Records({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  return (
    <div tabIndex={0} className={classes.scroll} aria-label={t('records.documents')}>
      <RecordList c={c} />
    </div>
  )
}
