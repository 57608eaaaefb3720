import { IconPlus } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { SectionHead } from '@shared/ui/page'
import { Empty } from '@shared/ui/states'
import { CheckField, SelectField } from '@shared/form/choice'
import { Beside, TextField } from '@shared/form/field'
import { Controller, useFieldArray, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useGuide } from '../../api/cases/guide-case'
import { isDiagnosed } from '../../lib/document'
import classes from './case.module.css'
import { Offer } from './offer'
import { SectionPage, useCaseView } from './section-page'
import { TakenMaterials } from './taken'
import { useSectionForm } from './use-section-form'

const kinds = ['imaging', 'pathology', 'laboratory', 'record'] as const
const channels = ['upload', 'mail', 'email', 'fax'] as const

/** What will come, and how. */
export function MaterialsPage() {
  const { t } = useTranslation('desktop')
  const view = useCaseView()
  const section = useSectionForm(view, 'materials')
  const { form, text, error, id, editable } = section
  const materials = useFieldArray({ control: form.control, name: 'materials' })
  const guide = useGuide(view.row.id).data
  const there = useWatch({ control: form.control, name: 'materials' }) ?? []
  const add = () => materials.append({ kind: 'record', description: '', channel: 'upload', physical: false })
  return (
    <SectionPage
      view={view}
      page="materials"
      fault={section.fault}
      reload={section.reload}
      footStart={
        editable ? (
          <Button icon={<Icon of={IconPlus} />} onClick={add}>
            {t('materials.add')}
          </Button>
        ) : undefined
      }
    >
      <SectionHead first title={t('materials.title')} note={t('materials.note')} />
      <TakenMaterials view={view} />
      {materials.fields.length === 0 ? <Empty what={t('materials.none')} how={t('materials.noneHow')} /> : null}
      {materials.fields.map((f, i) => (
        <section key={f.id} data-row className={classes.material} aria-label={t('materials.one', { number: i + 1 })}>
          <TextField label={t('materials.description')} hint={i === 0 ? t('materials.descriptionHint') : undefined} dir="auto" {...text(`materials.${i}.description`)} />
          <Beside>
            <Controller
              control={form.control}
              name={`materials.${i}.kind`}
              render={({ field }) => (
                <SelectField
                  label={t('materials.kind')}
                  id={id(`materials.${i}.kind`)}
                  value={field.value}
                  onChange={field.onChange}
                  readOnly={!editable}
                  error={error(`materials.${i}.kind`)}
                  options={kinds.map(k => ({ value: k, label: t(`materials.kinds.${k}`) }))}
                />
              )}
            />
            <Controller
              control={form.control}
              name={`materials.${i}.channel`}
              render={({ field }) => (
                <SelectField
                  label={t('materials.channel')}
                  id={id(`materials.${i}.channel`)}
                  value={field.value}
                  onChange={field.onChange}
                  readOnly={!editable}
                  error={error(`materials.${i}.channel`)}
                  options={channels.map(c => ({ value: c, label: t(`materials.channels.${c}`) }))}
                />
              )}
            />
          </Beside>
          <div className={classes.materialHead}>
            <Controller
              control={form.control}
              name={`materials.${i}.physical`}
              render={({ field }) => <CheckField label={t('materials.physical')} checked={field.value} onChange={field.onChange} disabled={!editable} />}
            />
            {editable ? (
              <span className="oso-end oso-small">
                <Button kind="link" onClick={() => materials.remove(i)}>
                  {t('materials.remove')}
                </Button>
              </span>
            ) : null}
          </div>
        </section>
      ))}
      {editable && guide ? (
        <Offer
          title={t('materials.looksFor')}
          lines={guide.materials}
          there={there.map(m => m.description)}
          diagnosed={isDiagnosed(view.document)}
          onAdd={m => materials.append({ kind: m.kind, description: m.text, channel: 'upload', physical: false })}
        />
      ) : null}
      <p className="oso-small oso-ink-2" style={{ paddingBlock: '1rem' }}>
        {t('materials.english')}
      </p>
    </SectionPage>
  )
}
