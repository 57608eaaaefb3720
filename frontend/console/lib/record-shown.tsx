import { ButtonLink } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { targetSearch } from '@shared/viewer/target'
import { IconPhoto } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLooked, worksOn } from '../api/notes/notes'
import { recordAddress } from '../api/records'
import type { Case, CaseRecord } from '../api/types'
import { CaseReader, mayRead, type RecordPlace } from './case-reader'
import { StudyPassports } from './study-passports'
import { StudyZip } from './study-zip'
import type { RecordEntry } from './record-entries'
import { Translated } from './translated'

/** One record or study, shown as what it is. from: where the viewer leads back to. */
export function RecordShown({ c, entry, from, onPage, side, onSide, ...at }: { c: Case; entry: RecordEntry; from?: string; onPage?: (n: number) => void; /** Which of record and translation is shown first, and that the other is. */ side?: string; onSide?: (shown: CaseRecord) => void } & RecordPlace) {
  const { t } = useTranslation('console')
  const looked = useLooked(c.id, worksOn(c))
  if (mayRead(entry.record))
    return (
      <Translated
        c={c}
        record={entry.record}
        side={side}
        onShown={r => {
          looked(r.id)
          onSide?.(r)
        }}
      >
        {r => <CaseReader caseId={c.id} record={r} {...(r.id === entry.record.id ? at : { page: side ? at.page : 1 })} onPage={onPage} />}
      </Translated>
    )
  if (entry.images.length > 0) {
    const search = targetSearch({ series: largest(entry.images.map(r => r.series_uid)) })
    return (
      <div>
        <StudyPassports caseId={c.id} study={entry.record.study_uid} />
        <ButtonLink to={`/case/${c.id}/images${search}${from ? `${search ? '&' : '?'}from=${from}` : ''}`} icon={<Icon of={IconPhoto} />}>
          {t('records.look')}
        </ButtonLink>
        <StudyZip c={c} record={entry.record} />
      </div>
    )
  }
  return (
    <p className="oso-small oso-ink-2">
      {t('records.notShown')}{' '}
      <a href={recordAddress(c.id, entry.record.id)} target="_blank" rel="noreferrer">
        {t('records.save')}
      </a>
    </p>
  )
}

/** The series of a study that is opened first: the one with most images, not the scout that may be listed before it. */
export function largest(series: string[]): string {
  const counts = new Map<string, number>()
  for (const s of series) counts.set(s, (counts.get(s) ?? 0) + 1)
  return [...counts].reduce((most, x) => (x[1] > most[1] ? x : most), ['', 0])[0]
}
