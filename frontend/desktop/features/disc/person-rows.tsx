import { SelectField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { sexCode } from '@shared/ui/identity'
import { formatDay } from '@shared/format/date'
import { formatBytes } from '@shared/format/number'
import { IconCircleMinus } from '@tabler/icons-react'
import { Icon } from '@shared/ui/icon'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseMatch, DiscPerson, DiscState } from '../../bridge'
import { displayName } from '../../lib/document'
import { Proposed } from './proposed'
import { type Changed, targetOf, toNew, toNone, undecided, withPerson } from './choice'
import classes from './disc.module.css'

type Props = { state: DiscState; person: DiscPerson; changed: Changed; onChange: (c: Changed) => void; asked: boolean }

/** With more people than this, studies are folded away until somebody asks. */
const fewPeople = 3

/** With more people than this, where one goes is chosen from a list only where somebody asks for it. */
export const fewSelects = 12

/** One patient of the disc: what there is, and where it goes. */
export function PersonRows({ state, person, changed, onChange, asked }: Props) {
  const { t } = useTranslation('desktop')
  const [unfolded, setUnfolded] = useState(state.seen.people.length <= fewPeople)
  const [asking, setAsking] = useState(false)
  const target = targetOf(state, changed, person.key)
  const nothingNew = state.found.some(f => f.person === person.key && f.matches.some(m => m.holds && m.new === 0))
  const many = state.seen.people.length > fewSelects
  const unfold = (
    <Button kind="link" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
      {unfolded ? t('disc.fold') : t('disc.unfold', { count: person.studies.length, images: t('records.images', { count: person.images + person.slides }) })}
    </Button>
  )
  return (
    <section className={`${classes.person} ${many ? classes.many : ''} ${target === toNone ? classes.left : ''}`} aria-label={personName(person) || t('disc.nameless')}>
      <div className={classes.head}>
        {target === toNone ? <Icon of={IconCircleMinus} /> : <Glyph kind={state.ready && target === undecided ? 'problem' : state.ready ? 'done' : 'draft'} />}
        <div className={classes.name}>
          <Who person={person} />
          <Facts person={person} />
          {target !== toNone ? <Proposed state={state} person={person} changed={changed} onChange={onChange} /> : null}
          {target === undecided && state.ready ? <Maybe state={state} person={person} /> : null}
          {many ? <span className={classes.fact}>{unfold}</span> : null}
          {nothingNew ? <span className={`${classes.fact} oso-ink-2`}>{t('disc.nothingNew')}</span> : null}
        </div>
        {state.ready && target !== undecided && !asking && many ? (
          <span className={classes.chosen}>
            <span className="oso-cut">{target === toNew ? t('disc.toNew') : target === toNone ? t('disc.toNone') : t('disc.toFound')}</span>
            <Button kind="link" aria-label={t('disc.target', { name: personName(person) || t('disc.nameless') })} onClick={() => setAsking(true)}>
              {t('disc.change')}
            </Button>
          </span>
        ) : state.ready ? (
          <Target state={state} person={person} changed={changed} onChange={onChange} asked={asked} />
        ) : null}
      </div>
      {unfolded ? <Studies person={person} /> : null}
      {state.seen.people.length > fewPeople && !many ? <div className={classes.more}>{unfold}</div> : null}
    </section>
  )
}

export function personName(p: DiscPerson): string {
  const { latin, native } = displayName(p.patient.name)
  return [latin, native].filter(Boolean).join(' ')
}

function Who({ person }: { person: DiscPerson }) {
  const { t } = useTranslation('desktop')
  const { t: shared } = useTranslation('shared')
  const { latin, native } = displayName(person.patient.name)
  const number = person.patient.identifiers?.[0]?.value
  return (
    <span>
      <h2>
        <bdi>{latin || native || t('disc.nameless')}</bdi>
        {latin && native ? <bdi className="oso-native"> {native}</bdi> : null}
      </h2>
      {person.patient.sex ? `, ${shared(`sex.${sexCode(person.patient.sex)}`)}` : null}
      {', '}
      {person.patient.birth_date ? shared('identity.born', { date: formatDay(person.patient.birth_date) }) : <span className="oso-time">{t('disc.noBirth')}</span>}
      {number ? <span className="oso-ink-2">{`, ${t('disc.number', { number })}`}</span> : null}
    </span>
  )
}

/** From where, how else the name is written, and what is wrong. */
function Facts({ person }: { person: DiscPerson }) {
  const { t } = useTranslation('desktop')
  return (
    <>
      {person.places.length > 0 ? <bdi className={`${classes.fact} oso-ink-2`}>{t('disc.from', { places: person.places.join(', ') })}</bdi> : null}
      {person.also.length > 0 ? <bdi className={`${classes.fact} oso-ink-2`}>{t('disc.also', { names: person.also.join(', ') })}</bdi> : null}
      {person.births.length > 1 ? <span className={`${classes.fact} oso-time`}>{t('disc.births', { dates: person.births.map(d => formatDay(d) || d).join(', ') })}</span> : null}
      {person.wrong.map(w => (
        <span key={w.message} className={`${classes.fact} oso-time`}>
          {t('disc.wrong', { count: w.files, message: w.message })}
        </span>
      ))}
    </>
  )
}

/** Who of the disc this may be, too: only a person can say. */
function Maybe({ state, person }: { state: DiscState; person: DiscPerson }) {
  const { t } = useTranslation('desktop')
  const names = state.seen.people.filter(p => person.maybe.includes(p.key)).map(p => personName(p) || t('disc.nameless'))
  return names.length > 0 ? <bdi className={`${classes.fact} oso-problem`}>{t('disc.maybe', { names: names.join(', ') })}</bdi> : null
}

function Studies({ person }: { person: DiscPerson }) {
  const { t } = useTranslation('desktop')
  const documents = person.pdfs + person.documents
  return (
    <table className={classes.table} aria-label={t('disc.studies')}>
      <tbody>
        {person.studies.map(s => (
          <tr key={s.uid}>
            <td className="oso-ink-2">{formatDay(s.date) || t('records.undated')}</td>
            <td title={s.description}>{studyWords(s.modalities, s.description) || t('disc.study')}</td>
            <td>{t('records.seriesCount', { count: s.series })}</td>
            <td>{t('records.images', { count: s.images })}</td>
          </tr>
        ))}
        {documents > 0 ? (
          <tr>
            <td />
            <td>{person.pdfs > 0 ? t('disc.reports', { count: documents, pdfs: person.pdfs }) : t('disc.documents', { count: documents })}</td>
            <td />
            <td />
          </tr>
        ) : null}
        {person.studies.length === 0 && documents === 0 ? (
          <tr>
            <td />
            <td className="oso-ink-3">{t('disc.onlyNamed')}</td>
            <td />
            <td>{person.bytes > 0 ? formatBytes(person.bytes) : null}</td>
          </tr>
        ) : null}
      </tbody>
    </table>
  )
}

/** What it is, once: "CT chest" needs no other CT before it. */
function studyWords(modalities: readonly string[], description: string): string {
  const what = modalities.filter(m => !description.toUpperCase().includes(m)).join(', ')
  return [what, description].filter(Boolean).join(' ')
}

function Target({ state, person, changed, onChange, asked }: Props) {
  const { t } = useTranslation('desktop')
  const matches = state.found.find(f => f.person === person.key)?.matches ?? []
  const target = targetOf(state, changed, person.key)
  const words = useMatchWords()
  const others = state.seen.people.filter(p => p.key !== person.key && !targetOf(state, changed, p.key).startsWith('with:') && targetOf(state, changed, p.key) !== toNone)
  return (
    <SelectField
      label={t('disc.target', { name: personName(person) || t('disc.nameless') })}
      hideLabel
      id={`disc-${person.key}`}
      placeholder={t('disc.choose')}
      value={target}
      onChange={to => onChange({ ...changed, targets: { ...changed.targets, [person.key]: to } })}
      error={asked && target === undecided ? t('disc.needTarget') : undefined}
      options={[
        ...matches.map(m => ({ value: m.case, label: words(m) })),
        { value: toNew, label: t('disc.toNew') },
        ...others.slice(0, 20).map(p => ({ value: withPerson(p.key), label: t('disc.with', { name: personName(p) || t('disc.nameless') }) })),
        { value: toNone, label: t('disc.toNone') },
      ]}
    />
  )
}

/** A found case in one line: whose, and how many of these files it lacks. */
function useMatchWords(): (m: CaseMatch) => string {
  const { t } = useTranslation('desktop')
  return m => {
    const who = [m.name || t('list.noName'), m.birth_date ? formatDay(m.birth_date) : ''].filter(Boolean).join(', ')
    if (m.differs.length > 0) return t('disc.matchDiffers', { who, count: m.new })
    if (m.holds) return t('disc.matchHolds', { who, count: m.new })
    return m.sure ? t('disc.match', { who }) : t('disc.matchUnsure', { who })
  }
}
