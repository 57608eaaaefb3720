import { SelectField } from '@shared/form/choice'
import { useTranslation } from 'react-i18next'
import { useBeginnings } from '../api/report-texts/report-texts'

/** The templates that fit a review of the case, with what the case fills in; one is chosen to begin with. */
export function BeginReport({ id, kind, onBegin }: { id: string; kind: string; onBegin: (text: string) => void }) {
  const { t } = useTranslation('console')
  const all = useBeginnings(id).data?.templates.filter(x => x.review === kind) ?? []
  if (all.length === 0) return null
  return (
    <SelectField
      label={t('reading.begin')}
      hideLabel
      value=""
      placeholder={t('reading.begin')}
      width="14rem"
      onChange={name => {
        const found = all.find(x => x.name === name)
        if (found) onBegin(found.text)
      }}
      options={all.map(x => ({ value: x.name, label: x.name }))}
    />
  )
}
