import { formatDay } from '@shared/format/date'
import { sexCode } from '@shared/ui/identity'
import { useTranslation } from 'react-i18next'
import type { Discrepancy } from '../../bridge'
import classes from './records.module.css'

const fields = ['name', 'birth_date', 'sex', 'number'] as const

/** A value of a patient as people read it. */
export function useIdentityWords() {
  const { t } = useTranslation('desktop')
  const { t: shared } = useTranslation('shared')
  return {
    say(field: string, v: string): string {
      if (v === '') return '–'
      if (field === 'birth_date') return formatDay(v)
      if (field === 'sex') return shared(`sex.${sexCode(v)}`)
      return v
    },
    label(field: string): string {
      const known = fields.find(f => f === field)
      return known ? t(`records.fields.${known}`) : field
    },
  }
}

/** What is said of a line. What was not compared agrees with nothing, and is not said to. */
function useAnswer() {
  const { t } = useTranslation('desktop')
  return ({ answer, case: own, found }: Discrepancy['compare'][number]) => {
    if (own === '' || found === '') return ''
    switch (answer) {
      case 'agrees':
      case 'differs':
      case 'partly':
      case 'unreadable':
        return t(`decide.${answer}`)
      case 'absent':
      case 'apart':
        return t('decide.apart')
      default:
        return ''
    }
  }
}

/** The case against what was found, differing lines marked. */
export function Compare({ discrepancy }: { discrepancy: Discrepancy }) {
  const { t } = useTranslation('desktop')
  const { say, label } = useIdentityWords()
  const answer = useAnswer()
  return (
    <table className={classes.compare}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('records.compareCase')}</th>
          <th scope="col">{t('records.compareFound')}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {discrepancy.compare.map(c => (
          <tr key={c.field} data-differs={c.answer === 'differs' || undefined}>
            <th scope="row">{label(c.field)}</th>
            <td>
              <bdi>{say(c.field, c.case)}</bdi>
            </td>
            <td>
              <bdi>{say(c.field, c.found)}</bdi>
            </td>
            <td className="oso-small">{c.answer === 'differs' ? answer(c) : <span className="oso-ink-3">{answer(c)}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
