import { SeriesQuality } from '@shared/ui/series-quality'
import { useCaseImages } from '../api/images/case-images'
import classes from './study-passports.module.css'

/** What the headers of a study's series say of how good each is to read. Nothing is shown of those that say nothing. */
export function StudyPassports({ caseId, study }: { caseId: string; study: string }) {
  const { data } = useCaseImages(caseId)
  const told = data?.studies.find(s => s.uid === study)?.series.filter(s => s.quality?.line) ?? []
  if (told.length === 0) return null
  return (
    <ul className={classes.list}>
      {told.map(s => (
        <li key={s.uid}>
          <bdi className={classes.name}>{[s.number, s.modality, s.description].filter(Boolean).join(' ')}</bdi>
          <SeriesQuality line={s.quality?.line ?? ''} means={s.quality?.means ?? ''} asked={s.quality?.asked ?? ''} />
        </li>
      ))}
    </ul>
  )
}
