import { isDay } from '@shared/format/date'
import { SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { AreaField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LocationRow, RulePlace } from '../../api/types'
import { locationKinds } from './location-words'
import classes from './rulebook.module.css'

type Props = { row: LocationRow; places: readonly RulePlace[]; onKeep: (row: LocationRow) => void; onDone: () => void }

/** One rule: what is closed, where, from when to when, and who says so. */
export function LocationForm({ row, places, onKeep, onDone }: Props) {
  const { t } = useTranslation('console')
  const [r, setR] = useState(row)
  const [asked, setAsked] = useState(false)
  const regions = places.find(p => p.code === r.country)?.regions ?? []
  const needs = asked && !r.source.trim()
  const badFrom = !isDay(r.from)
  const badUntil = r.until !== '' && (!isDay(r.until) || r.until < r.from)
  function done(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!r.kind || !r.country || !r.source.trim() || badFrom || badUntil) return
    onKeep({ ...r, source: r.source.trim() })
    onDone()
  }
  return (
    <form className={classes.form} onSubmit={done} noValidate aria-label={t('locations.rule')}>
      <SelectField label={t('locations.kind')} value={r.kind} onChange={kind => setR({ ...r, kind })} options={locationKinds.map(value => ({ value, label: t(`locations.kinds.${value}`) }))} error={asked && !r.kind ? t('locations.kindError') : undefined} />
      <SelectField label={t('locations.country')} searchable value={r.country} onChange={country => setR({ ...r, country, region: '' })} options={places.map(p => ({ value: p.code, label: p.name }))} error={asked && !r.country ? t('locations.countryError') : undefined} />
      {regions.length > 0 ? <SelectField label={t('locations.region')} hint={t('locations.regionHint')} optional clearable searchable value={r.region} onChange={region => setR({ ...r, region })} options={regions.map(p => ({ value: p.code, label: p.name }))} /> : null}
      <DateField label={t('rulebook.from')} earliest={2000} latest={2199} value={r.from} onChange={from => setR({ ...r, from })} error={asked && badFrom ? t('rulebook.fromError') : undefined} />
      <DateField label={t('rulebook.until')} optional hint={t('rulebook.untilHint')} earliest={2000} latest={2199} value={r.until} onChange={until => setR({ ...r, until })} error={asked && badUntil ? t('rulebook.untilError') : undefined} />
      <AreaField label={t('locations.source')} hint={t('locations.sourceHint')} rows={2} maxLength={500} dir="auto" value={r.source} onChange={e => setR({ ...r, source: e.target.value })} error={needs ? t('locations.sourceError') : undefined} />
      <div className={classes.foot}>
        <Button type="submit">{t('rulebook.keepRow')}</Button>
        <Button kind="link" onClick={onDone}>
          {t('register.leave')}
        </Button>
      </div>
    </form>
  )
}
