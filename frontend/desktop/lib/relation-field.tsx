import { SelectField } from '@shared/form/choice'
import { Beside, TextField } from '@shared/form/field'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Those of intake.Relations; a case may say it in words of its own. */
const relations = ['parent', 'guardian', 'spouse', 'child', 'sibling', 'attorney'] as const

/** A relation in words: the vocabulary's, or the case's own. */
export function useRelationWords(): (relation: string) => string {
  const { t } = useTranslation('desktop')
  return relation => {
    const known = [...relations, 'self' as const].find(r => r === relation)
    return known ? t(`relation.${known}`) : relation
  }
}

type Props = { label: string; id?: string; value: string; onChange: (relation: string) => void; onBlur: () => void; error?: string; readOnly?: boolean }

/** How somebody is related to the patient: one of the vocabulary, or in other words. */
export function RelationField({ label, id, value, onChange, onBlur, error, readOnly }: Props) {
  const { t } = useTranslation('desktop')
  const known = relations.find(r => r === value)
  const [own, setOwn] = useState(value !== '' && !known)
  return (
    <Beside>
      <SelectField
        label={label}
        id={own ? undefined : id}
        value={own ? 'other' : (known ?? '')}
        readOnly={readOnly}
        error={own ? undefined : error}
        onChange={r => {
          setOwn(r === 'other')
          onChange(r === 'other' ? '' : r)
        }}
        options={[...relations, 'other' as const].map(r => ({ value: r, label: t(`relation.${r}`) }))}
      />
      {own ? <TextField label={t('patient.repRelationOwn')} id={id} dir="auto" value={value} readOnly={readOnly} error={error} onChange={e => onChange(e.target.value)} onBlur={onBlur} /> : null}
    </Beside>
  )
}
