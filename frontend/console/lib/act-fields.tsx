import { type Option, RadioField, SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { AreaField, FieldGroup, PassphraseField, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Loading } from '@shared/ui/states'
import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field } from '../api/act-forms'
import { usePeopleFor } from '../api/cases/get-candidates'
import { useReasons } from '../api/cases/get-reasons'
import type { Act } from '../api/acts'
import type { Case } from '../api/types'
import { FaultNote } from './fault-view'
import { ListRows } from './list-rows'
import { entriesOf, type Values, wordOf } from './typed'
import { ColleagueField } from './colleague-field'
import { MomentField } from './moment-field'
import { PartnerField } from './partner-field'
import { useEntries } from './record-entries'
import { useWhy } from './why'
import { useWords } from './words'

/** What every field of one act's form is drawn with. */
export type Form = {
  c: Case
  act: Act
  role: string
  /** Parts of the letter, for a field that is about one. */
  parts: Option[]
  /** The field that has the keyboard when the dialog opens; '': a button has. */
  begins: string
  /** The sentence beside the field at this place; undefined where nothing is wrong. */
  errorAt: (place: string, need: string, max: number) => string | undefined
  idAt: (place: string) => string
  /** Of which review it is, where the page knows: nobody is asked for it then. */
  review?: string
}

type FieldsProps = {
  form: Form
  fields: readonly Field[]
  values: Values
  onChange: (values: Values) => void
  /** Place of the entry in the request, "items[0]."; its words, "items.fields". */
  at?: string
  words?: string
}

/** The fields of an act, or of one entry of a list, each by its kind. */
export function ActFields({ form, fields, values, onChange, at = '', words = '' }: FieldsProps) {
  const review = fields.find(f => f.kind === 'review')
  return fields.map(f => (
    <ActField
      key={f.name}
      form={form}
      field={f}
      at={at + f.name}
      words={words + f.name}
      values={values}
      review={review ? wordOf(values, review.name) : (form.review ?? '')}
      onChange={value => {
        const next = { ...values, [f.name]: value }
        // Who reads images does not read slides.
        if (f.kind === 'review') for (const other of fields) if (other.kind === 'reader') next[other.name] = ''
        onChange(next)
      }}
    />
  ))
}

type FieldProps = {
  form: Form
  field: Field
  at: string
  words: string
  values: Values
  review: string
  onChange: (value: string | Values[]) => void
}

function ActField({ form, field, at, words, values, review, onChange }: FieldProps) {
  const { t } = useTranslation('acts')
  const { t: page } = useTranslation('console')
  const say = useWords()
  const reasons = useReasons().data?.[form.act] ?? []
  const word = (name: string) => t(`field.${form.act}.${words}.${name}` as 'field.hold.note.label', { defaultValue: '' })
  const value = wordOf(values, field.name)
  const required = field.required || field.of?.includes(form.role)
  const frame = {
    id: form.idAt(at),
    label: word('label'),
    hint: word('hint') || undefined,
    optional: !required,
    error: form.errorAt(at, word('need'), field.max ?? 0),
  }
  const select = (options: Option[], more = {}) => <SelectField {...frame} value={value} onChange={onChange} options={options} clearable={!required} {...more} />
  switch (field.kind) {
    case 'words':
      return <AreaField {...frame} value={value} onChange={e => onChange(e.target.value)} rows={3} />
    case 'line':
      return <TextField {...frame} dir="auto" value={value} onChange={e => onChange(e.target.value)} />
    case 'day': {
      const year = new Date().getFullYear()
      return <DateField {...frame} value={value} onChange={onChange} earliest={year - 1} latest={year + 2} />
    }
    case 'record':
      return form.c.records.length > 0 ? <RecordField {...frame} c={form.c} value={value} onChange={onChange} /> : null
    case 'moment':
      return <MomentField {...frame} value={value} onChange={onChange} />
    case 'reason':
      return select(reasons.map(r => ({ value: r, label: say('reason', r) })))
    case 'choice':
      return select((field.choices ?? []).map(v => ({ value: v, label: word(`choices.${v}`) })))
    case 'part':
      return select(form.parts, { placeholder: page('approve.wholeLetter') })
    case 'review':
      return (
        <RadioField id={frame.id} legend={frame.label} value={value} onChange={onChange} choices={(field.choices ?? []).map(v => ({ value: v, label: word(`choices.${v}`) }))} error={frame.error} />
      )
    case 'material': {
      // Asked for what is missing, it says what is here.
      const here = (m: Case['materials'][number]) => form.act === 'find-deficient' && m.state === 'arrived' && !m.returned_at
      const list = form.c.materials.map(m => ({ value: m.id, label: [m.description, here(m) ? page('inbox.hereAlready') : ''].filter(Boolean).join(', ') }))
      return required ? <RadioField id={frame.id} legend={frame.label} value={value} onChange={onChange} choices={list} error={frame.error} /> : select(list)
    }
    case 'writer':
    case 'reader':
    case 'physician':
      return <PersonField form={form} field={field} id={frame.id} legend={frame.label} value={value} review={review} onChange={onChange} error={frame.error} />
    case 'colleague':
      return <ColleagueField id={frame.id} label={frame.label} error={frame.error} value={value} onChange={onChange} />
    case 'partner':
      return <PartnerField {...frame} value={value} onChange={onChange} />
    case 'password':
      return <PassphraseField {...frame} optional={false} value={value} onChange={e => onChange(e.target.value)} autoComplete="current-password" data-autofocus />
    case 'code':
      return <TextField {...frame} optional={false} value={value} onChange={e => onChange(e.target.value)} inputMode="numeric" autoComplete="one-time-code" maxLength={7} width="10rem" />
    case 'list':
      return <Entries form={form} field={field} at={at} words={words} entries={entriesOf(values, field.name)} onChange={onChange} legend={frame.label} />
    default:
      return null // given by the page
  }
}

type RecordProps = { c: Case; id: string; label: string; hint?: string; optional: boolean; error?: string; value: string; onChange: (id: string) => void }

/** One of the case's records, by what it is; found by typing where there are many. */
function RecordField({ c, ...frame }: RecordProps) {
  const entries = useEntries(c.records)
  return <SelectField {...frame} options={entries.map(e => ({ value: e.record.id, label: [e.title, e.detail].filter(Boolean).join(', ') }))} clearable searchable={entries.length > 8} />
}

type PersonProps = { form: Form; field: Field; id: string; legend: string; value: string; review: string; onChange: (id: string) => void; error?: string }

/** People to choose from, with what speaks against those who cannot be chosen. */
function PersonField({ form, field, id, legend, value, review, onChange, error }: PersonProps) {
  const { t } = useTranslation('console')
  const why = useWhy()
  const people = usePeopleFor(form.c.id, field.kind, review)
  const begins = form.begins === field.name
  const waited = useRef(false)
  useLayoutEffect(() => {
    if (!people.data) waited.current = begins
    // Who opened the dialog was given the place where the people were to come: they get the first of them.
    else if (waited.current && (!document.activeElement || document.activeElement === document.body)) document.getElementById(id)?.focus()
  }, [begins, id, people.data])
  if (field.kind === 'reader' && !review) return null // asked for once it is known of which review
  if (!people.data) return people.error ? <FaultNote fault={people.error} act={<Button onClick={() => void people.refetch()}>{t('fault.again')}</Button>} /> : <Waiting what={legend} begins={begins} />
  const list = people.data.candidates.filter(p => field.kind !== 'writer' || p.id !== form.c.specialist?.id)
  if (list.length === 0)
    return (
      <div id={id} tabIndex={-1}>
        <Note kind={error ? 'problem' : 'neutral'} title={t('dialog.nobody')}>
          {t(`dialog.nobodyHow.${field.kind as 'writer' | 'reader' | 'physician'}`)}
        </Note>
      </div>
    )
  return (
    <RadioField
      id={id}
      legend={legend}
      value={value}
      onChange={onChange}
      choices={list.map(p => ({
        value: p.id,
        label: p.name,
        description: [p.specialties.join(', '), ...why(p).map(w => w.text)].filter(Boolean).join('. '),
        disabled: !p.eligible,
      }))}
      error={error}
    />
  )
}

/** A field that is not there yet, and has the keyboard where it is the first of its dialog. */
function Waiting({ what, begins }: { what: string; begins: boolean }) {
  return (
    <div tabIndex={-1} data-autofocus={begins || undefined}>
      <Loading what={what} />
    </div>
  )
}

type EntriesProps = { form: Form; field: Field; at: string; words: string; entries: Values[]; onChange: (entries: Values[]) => void; legend: string }

/** Several of the same: one to begin with, more as they are needed. */
function Entries({ form, field, at, words, entries, onChange, legend }: EntriesProps) {
  const { t } = useTranslation('console')
  const [rows] = useState(() => new ListRows<Values>())
  const names = rows.of(entries)
  const remove = (i: number) => {
    rows.drop(names[i]?.id ?? 0)
    onChange(entries.filter((_, j) => j !== i))
  }
  const one = (entry: Values, i: number) => (
    <ActFields
      form={form}
      fields={field.fields ?? []}
      values={entry}
      onChange={next => onChange(entries.map((e, j) => (j === i ? next : e)))}
      at={`${at}[${i}].`}
      words={`${words}.fields.`}
    />
  )
  return (
    <>
      {entries.map((entry, i) =>
        entries.length === 1 ? (
          <div key={names[i]?.id} data-row style={{ display: 'contents' }}>
            {one(entry, i)}
          </div>
        ) : (
          <div key={names[i]?.id} data-row>
          <FieldGroup legend={t('dialog.entry', { what: legend, number: i + 1 })}>
            {one(entry, i)}
            <p>
              <Button kind="link" onClick={() => remove(i)}>
                {t('dialog.removeEntry')}
              </Button>
            </p>
          </FieldGroup>
          </div>
        ),
      )}
      <p>
        <Button kind="link" data-adds onClick={() => onChange([...entries, {}])}>
          {t('dialog.addEntry')}
        </Button>
      </p>
    </>
  )
}
