import { isDay } from '@shared/format/date'
import { CheckField, RadioField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { AreaField, FieldGroup, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Partner } from '../../api/types'
import classes from './partners.module.css'

type Props = { partner: Partner; onKeep: (p: Partner) => void; onDone: () => void }

/** What is agreed with one partner. */
export function PartnerForm({ partner, onKeep, onDone }: Props) {
  const { t } = useTranslation('console')
  const [p, setP] = useState(partner)
  const [asked, setAsked] = useState(false)
  const set = (more: Partial<Partner>) => setP({ ...p, ...more })
  const badFrom = !isDay(p.from)
  const badUntil = p.until !== '' && (!isDay(p.until) || p.until < p.from)
  const noLabel = p.brand !== 'own' && !p.label.trim()
  function done(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!p.name.trim() || badFrom || badUntil || noLabel) return
    onKeep({ ...p, name: p.name.trim() })
    onDone()
  }
  return (
    <form className={classes.form} onSubmit={done} noValidate aria-label={t('partners.partner')}>
      <TextField label={t('partners.name')} hint={t('partners.nameHint')} dir="auto" maxLength={120} value={p.name} onChange={e => set({ name: e.target.value })} error={asked && !p.name.trim() ? t('partners.nameError') : undefined} autoFocus />
      <TextField label={t('partners.contract')} hint={t('partners.contractHint')} optional dir="auto" maxLength={120} value={p.contract} onChange={e => set({ contract: e.target.value })} />
      <DateField label={t('rulebook.from')} earliest={1997} latest={2199} value={p.from} onChange={from => set({ from })} error={asked && badFrom ? t('rulebook.fromError') : undefined} />
      <DateField label={t('rulebook.until')} optional hint={t('rulebook.untilHint')} earliest={1997} latest={2199} value={p.until} onChange={until => set({ until })} error={asked && badUntil ? t('rulebook.untilError') : undefined} />
      <CheckField label={t('partners.active')} description={t('partners.activeHint')} checked={p.active} onChange={active => set({ active })} />
      <RadioField
        legend={t('partners.pays')}
        value={p.pays}
        onChange={pays => set({ pays })}
        choices={[
          { value: 'partner', label: t('partners.paysPartner') },
          { value: 'member', label: t('partners.paysMember') },
        ]}
      />
      <CheckField label={t('partners.accepts')} description={t('partners.acceptsHint')} checked={p.accepts} onChange={accepts => set({ accepts })} />
      <CheckField label={t('partners.isTold')} description={t('partners.toldHint')} checked={p.told} onChange={told => set({ told })} />
      <RadioField
        legend={t('partners.brand')}
        value={p.brand}
        onChange={brand => set({ brand })}
        choices={[
          { value: 'own', label: t('partners.brandOwn') },
          { value: 'co-branded', label: t('partners.coBranded') },
          { value: 'white-label', label: t('partners.whiteLabel') },
        ]}
      />
      {p.brand === 'own' ? null : <TextField label={t('partners.label')} dir="auto" maxLength={120} value={p.label} onChange={e => set({ label: e.target.value })} error={asked && noLabel ? t('partners.labelError') : undefined} />}
      <TextField label={t('partners.member')} hint={t('partners.memberHint')} optional maxLength={40} width="16rem" value={p.member} onChange={e => set({ member: e.target.value.toUpperCase() })} />
      <FieldGroup legend={t('partners.contact')}>
        <TextField label={t('partners.contactName')} optional dir="auto" maxLength={120} value={p.contact.name} onChange={e => set({ contact: { ...p.contact, name: e.target.value } })} />
        <TextField label={t('partners.contactPhone')} optional inputMode="tel" maxLength={40} width="16rem" value={p.contact.phone} onChange={e => set({ contact: { ...p.contact, phone: e.target.value } })} />
        <TextField label={t('partners.contactEmail')} optional inputMode="email" maxLength={120} value={p.contact.email} onChange={e => set({ contact: { ...p.contact, email: e.target.value } })} />
      </FieldGroup>
      <AreaField label={t('partners.note')} hint={t('partners.noteHint')} optional rows={2} maxLength={1000} dir="auto" value={p.note} onChange={e => set({ note: e.target.value })} />
      <div className={classes.foot}>
        <Button type="submit">{t('partners.keep')}</Button>
        <Button kind="link" onClick={onDone}>
          {t('register.leave')}
        </Button>
      </div>
    </form>
  )
}
