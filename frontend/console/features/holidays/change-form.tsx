import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { isDay } from '@shared/format/date'
import { DateField } from '@shared/form/date-field'
import { TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEffects, useKeepHolidays } from '../../api/holidays/holidays'
import type { Holiday } from '../../api/types'
import { Propose } from '../../lib/register'
import classes from './holidays.module.css'
import { Moves } from './moves'
import { Changes } from './proposal'
import { changesOf } from './year'
import { DayList } from './year-view'

type Props = { year: number; over: number; before: readonly Holiday[]; days: Holiday[]; onDays: (days: Holiday[]) => void; onDone: () => void }

/** Writes a change: days in and out, where it comes from, and what it moves, before it is proposed. */
export function ChangeForm({ year, over, before, days, onDays, onDone }: Props) {
  const { t } = useTranslation('console')
  const [date, setDate] = useState('')
  const [name, setName] = useState('')
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState<'' | 'add' | 'propose'>('')
  const [fault, setFault] = useState<Fault | null>(null)
  const keep = useKeepHolidays()
  const changed = changesOf(before, days).length > 0
  const effects = useEffects(changed ? days : null)
  const there = days.some(h => h.date === date)

  function add(e: FormEvent) {
    e.preventDefault()
    if (!isDay(date) || there || !name.trim()) return setAsked('add')
    setAsked('')
    onDays([...days, { date, name: name.trim() }].sort((a, b) => a.date.localeCompare(b.date)))
    setName('')
    setDate('')
  }

  function propose() {
    if (!source.trim() || !changed) return setAsked('propose')
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over, days, source: source.trim() } }), { done: onDone, failed: setFault })
  }

  const half = asked === 'add' && !isDay(date)
  return (
    <section aria-label={t('holidays.change')}>
      <SectionHead first title={t('holidays.ofYear', { year })} />
      <DayList days={days.filter(h => h.date.startsWith(`${year}-`))} onRemove={gone => onDays(days.filter(h => h.date !== gone))} />
      <form className={classes.add} onSubmit={add} noValidate>
        <DateField key={days.length} label={t('holidays.date')} value={date} onChange={setDate} earliest={2000} latest={2199} error={half ? t('holidays.dateError') : there ? t('holidays.there') : undefined} />
        <TextField label={t('holidays.name')} dir="auto" maxLength={100} value={name} onChange={e => setName(e.target.value)} error={asked === 'add' && !name.trim() ? t('holidays.nameError') : undefined} />
        <Button type="submit">{t('holidays.add')}</Button>
      </form>
      <SectionHead title={t('register.changes')} />
      {changed ? <Changes before={before} after={days} /> : <p className="oso-small oso-ink-2">{t('register.unchanged')}</p>}
      {changed && effects.data ? <Moves moves={effects.data} /> : null}
      {effects.error ? <Note kind="problem">{effects.error.message}</Note> : null}
      <Propose source={source} onSource={setSource} asked={asked === 'propose'} changed={changed} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={onDone} typed={date !== '' || name.trim() !== ''} />
    </section>
  )
}
