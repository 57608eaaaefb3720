import { ButtonLink } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { targetSearch } from '@shared/viewer/target'
import { IconPhoto } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { recordAddress, studyAddress } from '../api/records'
import type { Case } from '../api/types'
import { CaseReader, mayRead } from './case-reader'
import { StudyPassports } from './study-passports'
import type { RecordEntry } from './record-list'

/** One record or study, shown as what it is. from: where the viewer leads back to. */
export function RecordShown({ c, entry, from, page, find, onPage }: { c: Case; entry: RecordEntry; from?: string; page?: number; find?: string; onPage?: (n: number) => void }) {
  const { t } = useTranslation('console')
  const at = recordAddress(c.id, entry.record.id)
  if (mayRead(entry.record)) return <CaseReader caseId={c.id} record={entry.record} page={page} find={find} onPage={onPage} />
  if (entry.images.length > 0) {
    const search = targetSearch({ series: entry.record.series_uid })
    return (
      <div>
        <StudyPassports caseId={c.id} study={entry.record.study_uid} />
        <ButtonLink to={`/case/${c.id}/images${search}${from ? `${search ? '&' : '?'}from=${from}` : ''}`} icon={<Icon of={IconPhoto} />}>
          {t('records.look')}
        </ButtonLink>
        {c.takes_study ? (
          <p className="oso-small">
            <a href={studyAddress(c.id, entry.record.id)} download>
              {t('records.zip')}
            </a>
          </p>
        ) : null}
      </div>
    )
  }
  return (
    <p className="oso-small oso-ink-2">
      {t('records.notShown')}{' '}
      <a href={at} target="_blank" rel="noreferrer">
        {t('records.save')}
      </a>
    </p>
  )
}
