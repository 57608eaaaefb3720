import { IconX } from '@tabler/icons-react'
import { SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { FieldGroup, TextField } from '@shared/form/field'
import { Button, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Credential } from '../../api/types'
import { ListRows } from '../../lib/list-rows'
import classes from './people.module.css'

const kinds = ['license', 'board-certification', 'tenure', 'other'] as const

/** What somebody checked of a person, each with the last day on which it holds. */
export function CredentialFields({ credentials, onChange }: { credentials: Credential[]; onChange: (c: Credential[]) => void }) {
  const { t } = useTranslation('console')
  const set = (i: number, more: Partial<Credential>) => onChange(credentials.map((c, j) => (j === i ? { ...c, ...more } : c)))
  const [rows] = useState(() => new ListRows<Credential>())
  const names = rows.of(credentials)
  const remove = (i: number) => {
    rows.drop(names[i]?.id ?? 0)
    onChange(credentials.filter((_, j) => j !== i))
  }
  return (
    <>
      <SectionHead title={t('people.field.credentials')} note={t('people.credentialsHint')} />
      {credentials.map((c, i) => (
        <div key={names[i]?.id} data-row>
        <FieldGroup legend={t('people.credentialNo', { no: i + 1 })} hideLegend>
          <div className={classes.credential}>
            <SelectField label={t('people.kindOf')} value={c.kind} onChange={kind => set(i, { kind })} options={kinds.map(k => ({ value: k, label: t(`people.kind.${k}`) }))} />
            <TextField label={t('people.of')} dir="auto" maxLength={160} value={c.name} onChange={e => set(i, { name: e.target.value })} />
            <TextField label={t('people.number')} optional dir="auto" maxLength={160} value={c.number} onChange={e => set(i, { number: e.target.value })} />
            <IconButton label={t('people.takeAway', { name: c.name || t('people.credentialNo', { no: i + 1 }) })} onClick={() => remove(i)}>
              <Icon of={IconX} />
            </IconButton>
          </div>
          <DateField label={t('people.until')} optional={c.kind !== 'license'} value={c.until} onChange={until => set(i, { until })} earliest={1950} latest={2199} />
        </FieldGroup>
        </div>
      ))}
      <p>
        <Button data-adds onClick={() => onChange([...credentials, { kind: 'license', name: '', number: '', until: '' }])}>{t('people.addCredential')}</Button>
      </p>
    </>
  )
}
