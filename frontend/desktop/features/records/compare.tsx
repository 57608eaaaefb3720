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

/** The case against what was found, differing lines marked. */
export function Compare({ discrepancy }: { discrepancy: Discrepancy }) {
  const { t } = useTranslation('desktop')
  const { say, label } = useIdentityWords()
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
        {discrepancy.compare.map(c => {
          const agrees = !c.differs && c.case !== '' && c.found !== ''
          return (
            <tr key={c.field} data-differs={c.differs || undefined}>
              <th scope="row">{label(c.field)}</th>
              <td>
                <bdi>{say(c.field, c.case)}</bdi>
              </td>
              <td>
                <bdi>{say(c.field, c.found)}</bdi>
              </td>
              <td className="oso-small">{c.differs ? t('decide.differs') : agrees ? <span className="oso-ink-3">{t('decide.agrees')}</span> : null}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
