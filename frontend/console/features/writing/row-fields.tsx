import { SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { FieldGroup } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Segments } from '@shared/ui/segments'
import { useToast } from '@shared/ui/toast'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../api/client'
import { askCitation } from '../../api/opinion/figures'
import type { Case, Earlier, Option } from '../../api/types'
import { cited } from './draft-figures'
import { LineField, Paper, type Writing } from './fields'
import { type Place, type RowOf, rowPlace, type RowsKey, rowsPlace, sourcePlace } from './places'
import { useWritten } from './written'
import classes from './writing.module.css'

const stances = ['preferred', 'acceptable', 'avoid'] as const
const stands = ['agrees', 'differs'] as const

/** Names a row for as long as the draft lives, so that two windows mean the same one. */
const newId = () => crypto.randomUUID().replaceAll('-', '')

/** The ways that were weighed, each with what is held of it and why. */
export function Options({ written, set }: Writing) {
  const { t } = useTranslation('console')
  return (
    <Rows of="options" hint={t('rows.optionsHint')} fresh={(id): Option => ({ id, name: '', stance: '', reason: '', change: '' })} written={written} set={set}>
      {(o, i) => {
        const field = (of: keyof Option) => ({ place: rowPlace('options', i, o.id, of), written, set })
        return (
          <>
            <LineField label={t('rows.option', { number: i + 1 })} {...field('name')} />
            <Chosen label={t('rows.stance', { number: i + 1 })} words={stances} {...field('stance')} />
            <Paper label={t('rows.reason')} showLabel small {...field('reason')} />
            <Paper label={t('rows.change')} showLabel small {...field('change')} />
          </>
        )
      }}
    </Rows>
  )
}

/** The opinions that were given before, each beside this one (R63). */
export function EarlierOpinions({ c, written, set }: { c: Case } & Writing) {
  const { t } = useTranslation('console')
  return (
    <Rows of="earlier" hint={t('rows.earlierHint')} fresh={(id): Earlier => ({ id, source: '', who: '', date: '', said: '', stand: '', why: '' })} written={written} set={set}>
      {(e, i) => {
        const field = (of: keyof Earlier) => ({ place: rowPlace('earlier', i, e.id, of), written, set })
        return (
          <>
            <LineField label={t('rows.who', { number: i + 1 })} {...field('who')} />
            <DateField partial label={t('rows.date')} hint={t('rows.dateHint')} optional value={e.date} onChange={v => set(field('date').place, v)} />
            <Source c={c} i={i} row={e} written={written} set={set} />
            <LineField label={t('rows.said')} rows={2} {...field('said')} />
            <Chosen label={t('rows.stand', { number: i + 1 })} words={stands} {...field('stand')} />
            <LineField label={t('rows.why')} rows={2} {...field('why')} />
          </>
        )
      }}
    </Rows>
  )
}

function Chosen<V extends (typeof stances)[number] | (typeof stands)[number]>({ label, words, place, written, set }: { label: string; words: readonly V[]; place: Place<string> } & Writing) {
  const { t } = useTranslation('console')
  const value = useWritten(written, place.get)
  return (
    <div data-place={place.at}>
      <Segments label={label} value={value} onChange={v => set(place, v)} options={words.map(v => ({ value: v as string, label: t(`rows.${v}`) }))} />
    </div>
  )
}

/** Which of the records it is: its name as the service says it, which opens it wherever the letter is read. */
function Source({ c, i, row, written, set }: { c: Case; i: number; row: Earlier } & Writing) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const place = sourcePlace(i, row.id)
  const documents = c.records.filter(r => r.modality === '')
  if (documents.length === 0) return null
  const label = /^\[(.*)\]$/.exec(row.source)?.[1]
  const chosen = written.now().citations?.find(x => x.label === label)?.target.record ?? ''
  const choose = async (record: string) => {
    if (record === '') return set(place, { source: '', citations: written.now().citations ?? [] })
    try {
      const { label, list } = cited(written.now().citations ?? [], await askCitation(c.id, { record }))
      set(place, { source: `[${label}]`, citations: list })
    } catch (e) {
      toast(e instanceof Fault && e.message ? e.message : t('figures.notCited'))
    }
  }
  return (
    <div data-place={place.at}>
      <SelectField label={t('rows.source')} optional clearable searchable value={chosen} placeholder={t('rows.noSource')} onChange={v => void choose(v)} options={documents.map(r => ({ value: r.id, label: r.name }))} />
    </div>
  )
}

type RowsProps<K extends RowsKey> = Writing & { of: K; hint: string; fresh: (id: string) => RowOf[K]; children: (row: RowOf[K], i: number) => ReactNode }

/** Rows that are added, moved up and taken away; each keeps its name. */
function Rows<K extends RowsKey>({ of, hint, fresh, children, written, set }: RowsProps<K>) {
  const { t } = useTranslation('console')
  const name: RowsKey = of
  const place = rowsPlace(of)
  const value = useWritten(written, place.get)
  const moved = (i: number) => value.map((row, k) => (k === i - 1 ? value[i] : k === i ? value[i - 1] : row) ?? row)
  return (
    <div className={classes.sections} data-place={place.at}>
      <p className="oso-small oso-ink-2">{hint}</p>
      {value.map((row, i) => (
        <div key={row.id} className={classes.section} data-row={row.id}>
          <FieldGroup hideLegend legend={t(`rows.${name}Row`, { number: i + 1 })}>
            {children(row, i)}
          </FieldGroup>
          <span className={classes.rowActs}>
            {i > 0 ? (
              <Button kind="link" onClick={() => set(place, moved(i))}>
                {t('rows.up', { number: i + 1 })}
              </Button>
            ) : null}
            <Button kind="link" onClick={() => set(place, value.filter(r => r.id !== row.id))}>
              {t(`rows.${name}Remove`, { number: i + 1 })}
            </Button>
          </span>
        </div>
      ))}
      <p>
        <Button data-adds onClick={() => set(place, [...value, fresh(newId())])}>
          {t(`rows.${name}Add`)}
        </Button>
      </p>
    </div>
  )
}
