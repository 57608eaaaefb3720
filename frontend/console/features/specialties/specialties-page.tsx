import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { CheckField, SelectField } from '@shared/form/choice'
import { AreaField, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepSpecialties, useSpecialties } from '../../api/specialties/specialties'
import type { Specialties, Specialty } from '../../api/types'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import columns from '../../lib/columns.module.css'
import classes from './specialties.module.css'

/** The coded list by which people are found. */
export function SpecialtiesPage() {
  const { t } = useTranslation('console')
  const specialties = useSpecialties()
  return (
    <WholePage current="specialties" title={t('specialties.title')} loading={t('specialties.loading')} asked={specialties}>
      {data => <Register register={data} />}
    </WholePage>
  )
}

/** What one list says otherwise than another. */
function changesOf(before: readonly Specialty[], now: readonly Specialty[]): Specialty[] {
  return now.filter(s => JSON.stringify(s) !== JSON.stringify(before.find(b => b.code === s.code)))
}

/** A code of a name, told from those that are there. */
function codeOf(name: string, list: readonly Specialty[]): string {
  const plain = name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
  const first = plain || 'specialty'
  let code = first
  for (let n = 2; list.some(s => s.code === code); n++) code = `${first}-${n}`
  return code
}

type Draft = { over: number; list: Specialty[] }

function Register({ register }: { register: Specialties }) {
  const { t } = useTranslation('console')
  const keep = useKeepSpecialties()
  const [draft, setDraft] = useState<Draft | null>(null)
  const [open, setOpen] = useState('') // the code that is being changed; 'new'
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const { now, in_force: inForce, proposed } = register
  const shown = draft?.list ?? proposed?.specialties ?? now
  const changes = changesOf(now, shown)
  const gone = now.filter(b => !shown.some(s => s.code === b.code))
  const tops = shown.filter(s => s.of === '')

  function leave() {
    setDraft(null)
    setOpen('')
  }

  function propose() {
    setAsked(true)
    if (!draft || !source.trim() || changes.length === 0) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, specialties: draft.list, source: source.trim() } }), { done: leave, failed: setFault })
  }

  const row = (s: Specialty) => {
    const people = register.used.find(u => u.code === s.code)?.people ?? 0
    if (draft && open === s.code)
      return (
        <li key={s.code}>
          <SpecialtyForm specialty={s} tops={tops.filter(x => x.code !== s.code)} onKeep={next => setDraft({ ...draft, list: draft.list.map(x => (x.code === s.code ? next : x)) })} onDone={() => setOpen('')} />
        </li>
      )
    return (
      <li key={s.code} className={classes.row} data-part={s.of !== '' || undefined}>
        <span className={classes.words}>
          <b dir="auto" className={s.retired ? 'oso-ink-3' : undefined}>
            {s.name}
          </b>
          <span className="oso-small oso-ink-2" dir="auto">
            {[s.retired ? t('specialties.retired') : '', people > 0 ? t('specialties.used', { count: people }) : '', s.words.join(', '), s.modalities.join(', '), s.under > 0 ? t('specialties.underAge', { age: s.under }) : ''].filter(Boolean).join('. ')}
          </span>
        </span>
        {draft ? (
          <Button kind="link" aria-label={t('specialties.changeOne', { name: s.name })} onClick={() => setOpen(s.code)}>
            {t('specialties.changeShort')}
          </Button>
        ) : null}
      </li>
    )
  }

  return (
    <RegisterFrame title={t('specialties.title')} begin={!draft && !proposed && { label: t('specialties.change'), onBegin: () => setDraft({ over: inForce?.version ?? 0, list: now }) }}>
      <div className={columns.columns}>
        <div className={columns.side}>
          {draft ? (
            open === 'new' ? (
              <SpecialtyForm
                specialty={{ code: '', name: '', of: '', words: [], retired: false, modalities: [], under: 0 }}
                tops={tops}
                onKeep={s => setDraft({ ...draft, list: [...draft.list, { ...s, code: codeOf(s.name, draft.list) }] })}
                onDone={() => setOpen('')}
              />
            ) : (
              <p>
                <Button onClick={() => setOpen('new')}>{t('specialties.add')}</Button>
              </p>
            )
          ) : null}
          <ul className={classes.list}>{tops.flatMap(top => [top, ...shown.filter(s => s.of === top.code)]).map(row)}</ul>
        </div>
        <div className={`${columns.side} ${columns.brings}`}>
          {proposed && !draft ? (
            <Proposed version={proposed} confirms={register.confirms} keep={keep}>
              <Changes now={now} changes={changes} gone={gone} />
            </Proposed>
          ) : draft ? (
            <>
              <SectionHead first title={t('register.changes')} />
              {changes.length > 0 ? <Changes now={now} changes={changes} gone={gone} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
              <Propose source={source} onSource={setSource} asked={asked} changed={changes.length > 0} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={leave} />
            </>
          ) : (
            <>
              <p className="oso-ink-2">{t('specialties.means')}</p>
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('specialties.shipped')}</p>}
              <Past versions={register.past} />
            </>
          )}
        </div>
      </div>
    </RegisterFrame>
  )
}

function Changes({ now, changes, gone }: { now: readonly Specialty[]; changes: readonly Specialty[]; gone: readonly Specialty[] }) {
  const { t } = useTranslation('console')
  const say = (s: Specialty) => [s.name, s.retired ? t('specialties.retired') : '', s.words.join(', '), s.modalities.join(', '), s.under > 0 ? t('specialties.underAge', { age: s.under }) : ''].filter(Boolean).join('. ')
  return (
    <ul className={columns.changes}>
      {changes.map(s => {
        const was = now.find(b => b.code === s.code)
        return (
          <li key={s.code} dir="auto">
            {was ? <del>{say(was)}</del> : null} <ins>{say(s)}</ins>
          </li>
        )
      })}
      {gone.map(s => (
        <li key={s.code} dir="auto">
          <del>{say(s)}</del>
        </li>
      ))}
    </ul>
  )
}

/** What commas part. */
function parts(text: string): string[] {
  return text
    .split(',')
    .map(w => w.trim())
    .filter(Boolean)
}

type FormProps = { specialty: Specialty; tops: readonly Specialty[]; onKeep: (s: Specialty) => void; onDone: () => void }

function SpecialtyForm({ specialty, tops, onKeep, onDone }: FormProps) {
  const { t } = useTranslation('console')
  const [s, setS] = useState(specialty)
  const [words, setWords] = useState(specialty.words.join(', '))
  const [modalities, setModalities] = useState(specialty.modalities.join(', '))
  const [under, setUnder] = useState(specialty.under > 0 ? String(specialty.under) : '')
  const [asked, setAsked] = useState(false)
  function done(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!s.name.trim()) return
    onKeep({
      ...s,
      name: s.name.trim(),
      words: parts(words),
      modalities: parts(modalities.toUpperCase()),
      under: Number.parseInt(under, 10) || 0,
    })
    onDone()
  }
  return (
    <form className={classes.form} onSubmit={done} noValidate>
      <TextField label={t('specialties.name')} hint={t('specialties.nameHint')} dir="auto" maxLength={160} value={s.name} onChange={e => setS({ ...s, name: e.target.value })} error={asked && !s.name.trim() ? t('specialties.nameError') : undefined} autoFocus />
      <SelectField label={t('specialties.of')} optional clearable searchable value={s.of} onChange={of => setS({ ...s, of })} options={tops.map(x => ({ value: x.code, label: x.name }))} />
      <AreaField label={t('specialties.words')} hint={t('specialties.wordsHint')} optional rows={2} value={words} onChange={e => setWords(e.target.value)} />
      <TextField label={t('specialties.modalities')} hint={t('specialties.modalitiesHint')} optional width="16rem" value={modalities} onChange={e => setModalities(e.target.value)} />
      <TextField label={t('specialties.under')} hint={t('specialties.underHint')} optional inputMode="numeric" maxLength={2} width="6rem" value={under} onChange={e => setUnder(e.target.value.replace(/\D/g, ''))} />
      <CheckField label={t('specialties.retire')} checked={s.retired} onChange={retired => setS({ ...s, retired })} />
      <div className={classes.acts}>
        <Button type="submit">{t('specialties.keep')}</Button>
        <Button kind="link" onClick={onDone}>
          {t('register.leave')}
        </Button>
      </div>
    </form>
  )
}
