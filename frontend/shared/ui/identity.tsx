import { useTranslation } from 'react-i18next'
import { ageOn, formatDay, isDay } from '../format/date'
import { formatReference } from '../format/number'
import classes from './identity.module.css'
import { PersonName } from './person-name'

export type Person = {
  name: string
  /** The end of the name that is never cut. */
  surname?: string
  /** The form in the patient's own script, beside a Latin one. */
  native?: string
  sex: string
  /** YYYY-MM-DD; empty where unknown; half of it while it is typed. */
  birthDate: string
  reference?: string
}

const sexes = ['female', 'male', 'other', 'unknown'] as const
type SexCode = (typeof sexes)[number]

export function sexCode(sex: string): SexCode {
  return sexes.find(s => s === sex) ?? 'unknown'
}

/** "F 54", or months under two years; the sex alone where the birth date is unknown. */
export function useSexAge(): (sex: string, birthDate: string, now?: Date) => string {
  const { t } = useTranslation('shared')
  return (sex, birthDate, now = new Date()) => {
    const letter = sex === '' ? '' : t(`sex.${sexCode(sex)}`)
    const age = ageOn(birthDate, now)
    if (!age) return letter
    const words = age.years >= 2 ? String(age.years) : t('identity.months', { count: age.months })
    return `${letter} ${words}`.trim()
  }
}

/** "born 8 Feb 1960"; what is no whole day is not shown as one. */
export function useBorn(): (birthDate: string) => string {
  const { t } = useTranslation('shared')
  return birthDate => {
    if (birthDate === '') return ''
    return isDay(birthDate) ? t('identity.born', { date: formatDay(birthDate) }) : t('identity.bornHalf')
  }
}

/**
 * Whose case it is: name, sex, age and birth date at the same place of every
 * screen that shows a case. Given names give way last, after the native form and the
 * reference; the rest is never cut.
 */
export function Identity({ person, now, heading = 'h1' }: { person: Person; now?: Date; heading?: 'h1' | 'h2' }) {
  const { t } = useTranslation('shared')
  const sexAge = useSexAge()
  const born = useBorn()
  const Heading = heading
  const meta = [sexAge(person.sex, person.birthDate, now), born(person.birthDate)].filter(Boolean).join(', ')
  return (
    <div className={classes.identity}>
      <Heading className={classes.name} title={person.name}>
        {person.name ? <PersonName name={person.name} surname={person.surname} /> : <span className="oso-ink-2">{t('identity.nameless')}</span>}
      </Heading>
      {person.native ? (
        <span className={classes.givesWay}>
          <bdi className={classes.native}>{person.native}</bdi>
        </span>
      ) : null}
      {meta ? <span className={classes.meta}>{meta}</span> : null}
      {person.reference ? (
        <span className={`${classes.givesWay} ${classes.reference}`}>
          <span>
            <span className="oso-hidden">{t('identity.reference', { reference: '' })}</span>
            {formatReference(person.reference)}
          </span>
        </span>
      ) : null}
    </div>
  )
}
