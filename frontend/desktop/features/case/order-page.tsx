import { SectionHead } from '@shared/ui/page'
import { FactLines } from '@shared/ui/facts'
import { CheckField, RadioField } from '@shared/form/choice'
import { Beside, FieldGroup, Stack, TextField } from '@shared/form/field'
import { Controller, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useQuote } from '../../api/cases/quote-case'
import classes from './case.module.css'
import { SectionPage, useCaseView } from './section-page'
import { useSectionForm } from './use-section-form'

const kinds = ['second-opinion', 'imaging', 'pathology', 'video'] as const
const reviews = ['imaging-review', 'pathology-review'] as const

/** What is ordered, who pays, what is wished for. */
export function OrderPage() {
  const { t } = useTranslation('desktop')
  const view = useCaseView()
  const section = useSectionForm(view, 'order')
  const { form, text, error, id, editable } = section
  const kind = useWatch({ control: form.control, name: 'service.kind' })
  const payer = useWatch({ control: form.control, name: 'payer.kind' })
  const closed = view.location.closed_reviews
  return (
    <SectionPage view={view} page="order" fault={section.fault} reload={section.reload}>
      <SectionHead first title={t('order.title')} />
      <Stack>
        <Controller
          control={form.control}
          name="service.kind"
          render={({ field }) => (
            <RadioField
              id={id('service.kind')}
              legend={t('order.kind')}
              value={field.value as (typeof kinds)[number] | ''}
              onChange={field.onChange}
              error={error('service.kind')}
              choices={kinds.map(k => ({ value: k, label: t(`service.${k}`), disabled: !editable }))}
            />
          )}
        />
        {kind === 'second-opinion' ? (
          <Controller
            control={form.control}
            name="service.add_ons"
            render={({ field }) => (
              <FieldGroup legend={t('order.addOns')}>
                {reviews.map(r => {
                  const on = field.value.includes(r)
                  const shut = closed.includes(r)
                  return (
                    <CheckField
                      key={r}
                      label={t(`order.${r}`)}
                      description={shut ? t('order.closed') : t(`order.${r}Says`)}
                      checked={on}
                      // What the place forbids can be taken off, not put on.
                      disabled={!editable || (shut && !on)}
                      error={shut && on ? error('service.add_ons') : undefined}
                      onChange={want => field.onChange(want ? [...field.value, r] : field.value.filter(x => x !== r))}
                    />
                  )
                })}
              </FieldGroup>
            )}
          />
        ) : null}
        <Controller
          control={form.control}
          name="service.emergent"
          render={({ field }) => <CheckField label={t('order.emergent')} description={t('order.emergentSays')} checked={field.value} onChange={field.onChange} disabled={!editable} />}
        />
      </Stack>
      <SectionHead title={t('order.payer')} />
      <Stack>
        <Controller
          control={form.control}
          name="payer.kind"
          render={({ field }) => (
            <RadioField
              id={id('payer.kind')}
              legend={t('order.who')}
              hideLegend
              value={field.value as 'patient' | 'partner' | ''}
              onChange={field.onChange}
              error={error('payer.kind')}
              choices={[
                { value: 'patient', label: t('order.payerPatient'), description: t('order.payerPatientSays'), disabled: !editable },
                { value: 'partner', label: t('order.payerPartner'), description: t('order.payerPartnerSays'), disabled: !editable },
              ]}
            />
          )}
        />
        {payer === 'partner' ? (
          <Beside>
            <TextField label={t('order.partner')} {...text('payer.partner')} />
            <TextField label={t('order.member')} {...text('payer.member')} />
          </Beside>
        ) : null}
        <Cost id={view.row.id} />
      </Stack>
      <SectionHead title={t('order.wishes')} />
      <Stack>
        <TextField label={t('order.specialist')} optional hint={t('order.specialistHint')} {...text('wishes.specialist')} />
        <Controller
          control={form.control}
          name="courtesy_copy"
          render={({ field }) => <CheckField label={t('order.copyAct')} checked={field.value !== false} onChange={field.onChange} disabled={!editable} />}
        />
      </Stack>
    </SectionPage>
  )
}

function Cost({ id }: { id: string }) {
  const { t } = useTranslation('desktop')
  const quote = useQuote(id).data
  if (!quote) return null
  if (quote.open || quote.lines.length === 0) return quote.open ? <p className="oso-ink-2">{quote.open}</p> : null
  const name = (code: string) => {
    const review = reviews.find(r => r === code)
    if (review) return t(`order.${review}`)
    if (code === 'emergent') return t('order.emergent')
    const known = kinds.find(k => k === code)
    return known ? t(`service.${known}`) : code
  }
  return (
    <section aria-label={t('order.cost')} className={classes.gapSmall}>
      <FactLines
        lines={[
          ...quote.lines.map(l => ({ label: name(l.code), value: '', act: `${l.amount} ${quote.currency}` })),
          { label: t('order.total'), value: '', act: <b>{`${quote.total} ${quote.currency}`}</b> },
        ]}
      />
    </section>
  )
}
