import { CheckField } from '@shared/form/choice'
import { Segments } from '@shared/ui/segments'
import { useTranslation } from 'react-i18next'
import { Paper, type Writing } from './fields'
import { type Place, textPlace } from './places'
import { useWritten } from './written'
import classes from './writing.module.css'

type Word = 'confirmed' | 'refined' | 'changed' | 'alternatives' | 'not-judged'

const words: { of: 'diagnosis' | 'plan'; values: Word[] }[] = [
  { of: 'diagnosis', values: ['confirmed', 'refined', 'changed', 'not-judged'] },
  { of: 'plan', values: ['confirmed', 'changed', 'alternatives', 'not-judged'] },
]

/** What becomes of diagnosis and plan, each in one word (R47). */
export function Outcome(writing: Writing) {
  return (
    <div className={classes.outcome}>
      {words.map(w => (
        <Verdict key={w.of} {...w} {...writing} />
      ))}
    </div>
  )
}

function Verdict({ of, values, written, set }: { of: 'diagnosis' | 'plan'; values: Word[] } & Writing) {
  const { t } = useTranslation('console')
  const place = textPlace(of)
  const value = useWritten(written, place.get)
  const label = t(`write.${of}`)
  return (
    <div className={classes.verdict} data-place={place.at}>
      <span className={classes.paperName} aria-hidden="true">
        {label}
      </span>
      <Segments label={label} value={value} onChange={v => set(place, v)} options={values.map(v => ({ value: v as string, label: t(`write.${v}`) }))} />
    </div>
  )
}

const travel: Place<boolean> = { at: 'travel', get: c => c.travel, put: (c, value) => ({ ...c, travel: value }) }

/** The advice to be examined in person, for what and where (R62). */
export function Travel({ written, set }: Writing) {
  const { t } = useTranslation('console')
  const value = useWritten(written, travel.get)
  return (
    <>
      <div data-place={travel.at}>
        <CheckField label={t('write.travel')} checked={value} onChange={v => set(travel, v)} />
      </div>
      {value ? <Paper label={t('write.travelFor')} showLabel small place={textPlace('travel_for')} written={written} set={set} /> : null}
    </>
  )
}
