import { IconPlus } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { SectionHead } from '@shared/ui/page'
import { CheckField, RadioField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { Beside, Stack, TextField } from '@shared/form/field'
import { Controller, useFieldArray, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { PlaceFields } from '../../lib/place-fields'
import { RelationField } from '../../lib/relation-field'
import classes from './case.module.css'
import { SectionPage, useCaseView } from './section-page'
import { TakenMark, TakenNote } from './taken'
import { type SectionForm, useSectionForm } from './use-section-form'

const sexes = ['female', 'male', 'other', 'unknown'] as const

/** Who the opinion is about. */
export function PatientPage() {
  const { t } = useTranslation('desktop')
  const view = useCaseView()
  const section = useSectionForm(view, 'patient')
  const { form, text, error, id, editable } = section
  return (
    <SectionPage view={view} page="patient" fault={section.fault} reload={section.reload}>
      <SectionHead first title={t('patient.title')} />
      <TakenNote view={view} />
      <Stack>
        <Beside>
          <TextField label={t('patient.given')} dir="auto" {...text('patient.name.given')} />
          <TextField label={t('patient.middle')} optional dir="auto" {...text('patient.name.middle')} />
          <TextField label={t('patient.family')} dir="auto" {...text('patient.name.family')} />
        </Beside>
        <TakenMark view={view} field="patient.name" />
        <Beside>
          <TextField label={t('patient.prefix')} optional dir="auto" {...text('patient.name.prefix')} />
          <TextField label={t('patient.suffix')} optional dir="auto" {...text('patient.name.suffix')} />
          <TextField label={t('patient.native')} optional dir="auto" {...text('patient.name.ideographic')} />
        </Beside>
        <Controller
          control={form.control}
          name="patient.birth_date"
          render={({ field }) => (
            <DateField label={t('patient.birthDate')} id={id('patient.birth_date')} value={field.value} onChange={field.onChange} onBlur={field.onBlur} error={error('patient.birth_date')} readOnly={!editable} />
          )}
        />
        <TakenMark view={view} field="patient.birth_date" />
        <Controller
          control={form.control}
          name="patient.sex"
          render={({ field }) => (
            <RadioField
              look="line"
              id={id('patient.sex')}
              legend={t('patient.sex')}
              value={field.value as (typeof sexes)[number] | ''}
              onChange={field.onChange}
              error={error('patient.sex')}
              choices={sexes.map(s => ({ value: s, label: t(`patient.sexes.${s}`), disabled: !editable }))}
            />
          )}
        />
        <TakenMark view={view} field="patient.sex" />
        <Identifiers section={section} />
        <TakenMark view={view} field="patient.identifiers" />
      </Stack>
      <SectionHead title={t('patient.contact')} note={t('patient.contactNote')} />
      <Stack>
        <Beside>
          <TextField label={t('patient.email')} optional type="email" {...text('patient.email')} />
          <TextField label={t('patient.phone')} type="tel" {...text('patient.phone')} />
        </Beside>
        <TextField label={t('patient.line')} dir="auto" {...text('patient.address.lines.0')} />
        <TextField label={t('patient.line2')} optional dir="auto" {...text('patient.address.lines.1')} />
        <Beside>
          <TextField label={t('patient.postalCode')} optional dir="auto" {...text('patient.address.postal_code')} />
          <TextField label={t('patient.city')} dir="auto" {...text('patient.address.city')} />
        </Beside>
        <Controller
          control={form.control}
          name="patient.address"
          render={({ field }) => (
            <PlaceFields
              id="field-patient.address"
              value={{ country: field.value.country, region: field.value.region }}
              onChange={p => field.onChange({ ...form.getValues('patient.address'), ...p })}
              countryLabel={t('patient.country')}
              regionLabel={t('patient.region')}
              countryError={error('patient.address.country')}
              regionError={error('patient.address.region')}
              readOnly={!editable}
            />
          )}
        />
      </Stack>
      <Representative section={section} />
    </SectionPage>
  )
}

function Identifiers({ section }: { section: SectionForm }) {
  const { t } = useTranslation('desktop')
  const { form, text, editable } = section
  const numbers = useFieldArray({ control: form.control, name: 'patient.identifiers' })
  return (
    <div>
      {numbers.fields.map((f, i) => (
        <div key={f.id} data-row className={classes.numbers}>
          <TextField label={t('patient.number')} optional hint={i === 0 ? t('patient.numberHint') : undefined} {...text(`patient.identifiers.${i}.value`)} />
          <TextField label={t('patient.numberFrom')} optional dir="auto" {...text(`patient.identifiers.${i}.system`)} />
          {editable ? (
            <Button kind="plain" size="input" onClick={() => numbers.remove(i)}>
              {t('patient.remove')}
            </Button>
          ) : null}
        </div>
      ))}
      {editable ? (
        <div className={numbers.fields.length > 0 ? classes.gapSmall : undefined}>
          <Button kind="link" data-adds icon={<Icon of={IconPlus} />} onClick={() => numbers.append({ system: '', value: '' })}>
            {t('patient.addNumber')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function Representative({ section }: { section: SectionForm }) {
  const { t } = useTranslation('desktop')
  const { form, text, error, id, editable } = section
  const acts = useWatch({ control: form.control, name: 'patient.representative' }) !== undefined
  return (
    <div className={classes.gap}>
      <Stack>
        <CheckField
          label={t('patient.representative')}
          description={t('patient.representativeSays')}
          checked={acts}
          disabled={!editable}
          onChange={on => form.setValue('patient.representative', on ? { name: '', relation: '', authority: '' } : undefined, { shouldDirty: true })}
        />
        {acts ? (
          <>
            <TextField label={t('patient.repName')} dir="auto" {...text('patient.representative.name')} />
            <Controller
              control={form.control}
              name="patient.representative.relation"
              render={({ field }) => (
                <RelationField
                  label={t('patient.repRelation')}
                  id={id('patient.representative.relation')}
                  value={field.value ?? ''}
                  onChange={field.onChange}
                  onBlur={field.onBlur}
                  error={error('patient.representative.relation')}
                  readOnly={!editable}
                />
              )}
            />
            <TextField label={t('patient.repAuthority')} hint={t('patient.repAuthorityHint')} {...text('patient.representative.authority')} />
          </>
        ) : null}
      </Stack>
    </div>
  )
}
