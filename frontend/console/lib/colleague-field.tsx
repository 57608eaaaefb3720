import { SelectField } from '@shared/form/choice'
import { formatDay } from '@shared/format/date'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../api/desk/desk'
import { nobody } from './colleague'
import { FaultNote } from './fault-view'

/** A coordinator to choose, with who is away and who stands in. Nobody is a choice too, and has to be made. */
export function ColleagueField(props: Omit<ComponentProps<typeof SelectField>, 'options' | 'optional' | 'clearable'>) {
  const { t } = useTranslation('console')
  const desk = useDesk()
  if (desk.error) return <FaultNote fault={desk.error} />
  const options = (desk.data?.coordinators ?? []).map(c => ({
    value: c.id,
    label: c.away ? t(c.deputy ? 'desk.awayFor' : 'desk.away', { name: c.name, until: formatDay(c.away.until), deputy: c.deputy?.name ?? '' }) : c.me ? t('desk.me', { name: c.name }) : c.name,
  }))
  return <SelectField {...props} options={[...options, { value: nobody, label: t('desk.nobody') }]} />
}
