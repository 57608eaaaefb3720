import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { CheckField, RadioField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { AreaField, FieldError, FieldGroup, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Material } from '../../api/types'
import type { Requests } from '../../api/acts'
import type { Field } from '../../api/act-forms'
import { useTyped, wordOf } from '../../lib/typed'
import classes from './case.module.css'
import { thingKinds, type ThingKind, useThingWords } from './thing-words'

const identifiers = ['name', 'birth-date', 'reference', 'number'] as const
type Identifier = (typeof identifiers)[number]

const noSecrets: readonly Field[] = []

/** What is written down of an arrival, beside which material it is. */
export type Arrived = Omit<Requests['record-material'], 'seq' | 'material'>

type Props = {
  c: Case
  material: Material
  busy: string | false
  /** done: it is written down; what was typed is kept no longer. */
  onRecord: (arrived: Arrived, done: () => void) => void
  onClose: () => void
}

/**
 * What arrived, compared with the case by two things: only then is it written down.
 * Another tab, another act, or a colleague's recording closes the form; what was
 * typed into it is there when it is opened again.
 */
export function ArrivedForm({ c, material, busy, onRecord, onClose }: Props) {
  const { t } = useTranslation('console')
  const { values, change, forget } = useTyped(c.id, 'record-material', noSecrets, material.id)
  const [asked, setAsked] = useState(false)
  const chosen = wordOf(values, 'chosen').split(' ').filter((x): x is Identifier => identifiers.some(y => y === x))
  const setChosen = (next: readonly Identifier[]) => change({ ...values, chosen: next.join(' ') })
  const on = wordOf(values, 'on')
  const things: ThingsTyped = {
    kind: thingKinds.find(k => k === wordOf(values, 'kind')) ?? (material.kind === 'pathology' ? 'slide' : 'disc'),
    marks: wordOf(values, 'marks'),
    accession: wordOf(values, 'accession'),
    place: wordOf(values, 'place'),
  }
  const shown: Record<Identifier, string> = {
    name: c.patient?.name ?? '',
    'birth-date': c.patient?.birth_date ? formatDay(c.patient.birth_date) : '',
    reference: formatReference(c.reference),
    number: (c.document?.patient.identifiers ?? []).map(x => x.value).join(', '),
  }
  const [by, and] = chosen
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.scrollIntoView?.({ block: 'nearest' }) // it opens at the end of a list that scrolls
    form.current?.querySelector<HTMLElement>('input')?.focus({ preventScroll: true })
  }, [])
  return (
    <form
      ref={form}
      className={classes.arrived}
      noValidate
      aria-label={t('intake.arrivedOf', { what: material.description })}
      onSubmit={e => {
        e.preventDefault()
        setAsked(true)
        if (by && and && !busy) onRecord({ by, and, ...(on ? { on } : {}), ...(material.physical ? written(things) : {}) }, forget)
      }}
    >
      <FieldGroup legend={t('inbox.compared')}>
        <p className="oso-small oso-ink-2">{t('intake.comparedHint')}</p>
        {identifiers
          .filter(x => shown[x] !== '')
          .map(x => (
            <CheckField key={x} label={t(`inbox.identifier.${x}`)} description={<bdi>{shown[x]}</bdi>} checked={chosen.includes(x)} onChange={on => setChosen(on ? [...chosen, x] : chosen.filter(y => y !== x))} />
          ))}
        <FieldError message={asked && chosen.length < 2 ? t('inbox.comparedNeeded') : undefined} />
      </FieldGroup>
      <DateField label={t('intake.receivedOn')} hint={t('intake.receivedOnHint')} optional earliest={new Date().getFullYear() - 1} value={on} onChange={on => change({ ...values, on })} />
      {material.physical ? <ThingFields value={things} onChange={next => change({ ...values, ...next })} /> : null}
      <div className={classes.arrivedActs}>
        <Button type="submit" busy={busy}>
          {t('intake.recordArrived')}
        </Button>
        <Button kind="plain" onClick={onClose}>
          {t('dialog.notYet')}
        </Button>
      </div>
    </form>
  )
}

type ThingsTyped = { kind: ThingKind; marks: string; accession: string; place: string }

/** One for each line that was typed; none: what was declared is one thing. */
function written({ kind, marks, accession, place }: ThingsTyped): Pick<Arrived, 'things' | 'place'> {
  const lines = marks.split('\n').map(l => l.trim()).filter(Boolean)
  return {
    ...(lines.length > 0 ? { things: lines.map(marks => ({ kind, marks, ...(accession.trim() ? { accession: accession.trim() } : {}) })) } : {}),
    ...(place.trim() ? { place: place.trim() } : {}),
  }
}

/** Slides, blocks, and discs one by one, a line for each, and where they are put. */
function ThingFields({ value, onChange }: { value: ThingsTyped; onChange: (value: ThingsTyped) => void }) {
  const { t } = useTranslation('console')
  const words = useThingWords()
  return (
    <>
      <RadioField legend={t('thing.what')} look="line" value={value.kind} choices={thingKinds.map(k => ({ value: k, label: words.kind(k) }))} onChange={kind => onChange({ ...value, kind })} />
      <AreaField label={t('thing.marks')} hint={t('thing.marksHint')} optional rows={3} dir="auto" value={value.marks} onChange={e => onChange({ ...value, marks: e.target.value })} />
      <TextField label={t('thing.accessionLabel')} optional dir="auto" maxLength={200} value={value.accession} onChange={e => onChange({ ...value, accession: e.target.value })} />
      <TextField label={t('thing.place')} hint={t('thing.placeHint')} optional dir="auto" maxLength={200} value={value.place} onChange={e => onChange({ ...value, place: e.target.value })} />
    </>
  )
}
