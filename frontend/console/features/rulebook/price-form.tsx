import { isDay } from '@shared/format/date'
import { SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { AreaField, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PartnerRef, PriceRow } from '../../api/types'
import { useWords } from '../../lib/words'
import { amountOf, centsOf } from './price-words'
import classes from './rulebook.module.css'

type Props = { row: PriceRow; items: readonly string[]; partners: readonly PartnerRef[]; onKeep: (row: PriceRow) => void; onDone: () => void }

/** One price: of what, whose, how much, from when to when, and who says so. */
export function PriceForm({ row, items, partners, onKeep, onDone }: Props) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [r, setR] = useState(row)
  const [amount, setAmount] = useState(row.item ? amountOf(row.cents) : '')
  const [asked, setAsked] = useState(false)
  const cents = centsOf(amount)
  const badCurrency = !/^[A-Z]{3}$/.test(r.currency)
  const badFrom = !isDay(r.from)
  const badUntil = r.until !== '' && (!isDay(r.until) || r.until < r.from)
  function done(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!r.item || cents === null || badCurrency || !r.source.trim() || badFrom || badUntil) return
    onKeep({ ...r, cents, source: r.source.trim() })
    onDone()
  }
  return (
    <form className={classes.form} onSubmit={done} noValidate aria-label={t('prices.price')}>
      <SelectField label={t('prices.item')} value={r.item} onChange={item => setR({ ...r, item })} options={items.map(value => ({ value, label: say('service', value) }))} error={asked && !r.item ? t('prices.itemError') : undefined} />
      <SelectField label={t('prices.whose')} hint={t('prices.whoseHint')} optional clearable searchable value={r.partner} onChange={partner => setR({ ...r, partner })} options={partners.map(p => ({ value: p.id, label: p.name }))} />
      <TextField label={t('prices.amount')} inputMode="decimal" width="9rem" maxLength={12} value={amount} onChange={e => setAmount(e.target.value)} error={asked && cents === null ? t('prices.amountError') : undefined} />
      <TextField label={t('prices.currency')} width="6rem" maxLength={3} value={r.currency} onChange={e => setR({ ...r, currency: e.target.value.toUpperCase() })} error={asked && badCurrency ? t('prices.currencyError') : undefined} />
      <DateField label={t('rulebook.from')} earliest={2000} latest={2199} value={r.from} onChange={from => setR({ ...r, from })} error={asked && badFrom ? t('rulebook.fromError') : undefined} />
      <DateField label={t('rulebook.until')} optional hint={t('rulebook.untilHint')} earliest={2000} latest={2199} value={r.until} onChange={until => setR({ ...r, until })} error={asked && badUntil ? t('rulebook.untilError') : undefined} />
      <AreaField label={t('locations.source')} hint={t('prices.sourceHint')} rows={2} maxLength={500} dir="auto" value={r.source} onChange={e => setR({ ...r, source: e.target.value })} error={asked && !r.source.trim() ? t('locations.sourceError') : undefined} />
      <div className={classes.foot}>
        <Button type="submit">{t('rulebook.keepRow')}</Button>
        <Button kind="link" onClick={onDone}>
          {t('register.leave')}
        </Button>
      </div>
    </form>
  )
}
