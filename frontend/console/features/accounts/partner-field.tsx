import { SelectField } from '@shared/form/choice'
import { ButtonLink } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import type { PersonRef, Role } from '../../api/types'

type Props = { role: Role | ''; partners: readonly PersonRef[]; value: string; onChange: (partner: string) => void; asked: boolean }

/** Of which partner somebody is administrator or coordinator; where none is entered, the way to enter one. */
export function PartnerField({ role, partners, value, onChange, asked }: Props) {
  const { t } = useTranslation('console')
  const needs = role === 'partner-admin'
  if (!needs && role !== 'coordinator') return null
  if (partners.length > 0)
    return <SelectField label={t('accounts.partner')} optional={!needs} clearable value={value} onChange={onChange} options={partners.map(p => ({ value: p.id, label: p.name }))} error={asked && needs && !value ? t('accounts.needPartner') : undefined} />
  if (!needs) return null // a coordinator is the service's own then
  return (
    <Note
      kind="problem"
      live
      act={
        <ButtonLink kind="link" to="/partners">
          {t('accounts.enterPartner')}
        </ButtonLink>
      }
    >
      {t('accounts.noPartner')}
    </Note>
  )
}
