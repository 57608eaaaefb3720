import { SelectField } from '@shared/form/choice'
import type { ComponentProps } from 'react'
import { useDesk } from '../api/desk/desk'
import { FaultNote } from './fault-view'

/** A partner to choose: an organisation that pays for its members. */
export function PartnerField(props: Omit<ComponentProps<typeof SelectField>, 'options'>) {
  const desk = useDesk()
  if (desk.error) return <FaultNote fault={desk.error} />
  return <SelectField {...props} options={(desk.data?.partners ?? []).map(p => ({ value: p.id, label: p.name }))} />
}
