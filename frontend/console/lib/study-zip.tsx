import { useTranslation } from 'react-i18next'
import { studyAddress } from '../api/records'
import type { Case, CaseRecord } from '../api/types'

/** The way to a study's files, and how many of them a workstation does not import by itself. */
export function StudyZip({ c, record }: { c: Case; record: CaseRecord }) {
  const { t } = useTranslation('console')
  if (!c.takes_study) return null
  const unlisted = c.records.filter(r => r.study_uid === record.study_uid && r.unlisted).length
  return (
    <p className="oso-small">
      <a href={studyAddress(c.id, record.id)} download>
        {t('records.zip')}
      </a>
      {unlisted > 0 ? <span className="oso-ink-2">{` ${t('records.unlisted', { count: unlisted })}`}</span> : null}
    </p>
  )
}
