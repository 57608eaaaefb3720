import { after } from '@shared/after'
import { SelectField } from '@shared/form/choice'
import { AreaField } from '@shared/form/field'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { SearchField } from '@shared/ui/search-field'
import { Empty, Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../../api/cases/do-act'
import { useCandidates } from '../../api/cases/get-candidates'
import type { Candidate, CandidateGroup, Candidates, Case } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { Conferences } from '../../lib/conferences'
import { OpinionParts } from '../../lib/opinion-parts'
import classes from './case.module.css'
import { SynopsisView } from './offered-case'
import { PersonChoice } from './person-choice'
import { Reviews } from './reviews'

/** Groups that are shown at once; the others where somebody asks for all. */
const atOnce: readonly CandidateGroup[] = ['fits', 'limits', 'before']
const others: readonly CandidateGroup[] = ['other', 'barred']

/** Who should answer: people as radios, with what speaks for and against each. */
export function TriagePanel({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const asked = useCandidates(c.id)
  if (!asked.data) return asked.error ? <FaultPage fault={asked.error} retry={() => void asked.refetch()} /> : <Loading what={t('case.loading')} />
  if (asked.data.candidates.length === 0) return <Empty what={t('triage.noneTitle')} how={t('triage.noneHow')} />
  return <Choose c={c} asked={asked.data} />
}

/** Whom somebody looks for, by what is read of each. */
function found(p: Candidate, words: string): boolean {
  const hay = [p.name, p.position, p.hospital, p.known_for, ...p.specialties].join('\n').toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every(w => hay.includes(w))
}

const unchosen = 'nobody'

function Choose({ c, asked }: { c: Case; asked: Candidates }) {
  const { t } = useTranslation('console')
  const name = useId()
  const toast = useToast()
  const list = asked.candidates
  const of = (g: CandidateGroup) => list.filter(p => p.group === g)
  const [chosen, setChosen] = useState(asked.suggested)
  const [next, setNext] = useState('') // '': as proposed
  const [all, setAll] = useState(of('fits').length + of('limits').length === 0)
  const [words, setWords] = useState('')
  const [reading, setReading] = useState(false)
  const [missing, setMissing] = useState(false)
  const [deciding, setDeciding] = useState(false)
  const [note, setNote] = useState('')
  const people = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const sent = useRef(false)
  const act = useAct(c.id)
  const who = list.find(p => p.id === chosen && p.eligible)
  // Who declined is asked again only by a person who chooses so.
  const nexts = list.filter(p => p.eligible && !p.before && p.id !== chosen)
  const proposed = [asked.backup, asked.suggested].find(id => id !== '' && id !== chosen) ?? ''
  const backup = next === unchosen ? undefined : nexts.find(p => p.id === (next || proposed))

  function offer() {
    if (act.isPending || sent.current) return
    if (!who) {
      setMissing(true)
      people.current?.querySelector<HTMLInputElement>('input:not(:disabled)')?.focus()
      return
    }
    sent.current = true // a second press comes before the first is drawn
    after(act.mutateAsync({ act: 'offer', body: { seq: c.seq, person: who.id, ...(backup ? { backup: backup.id } : {}), note } }), {
      done: () => toast(t('offered.title', { name: who.name })),
      failed: () => {
        sent.current = false // what is the matter is shown
      },
    })
  }
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key.toLowerCase() !== 'o' || e.ctrlKey || e.metaKey || e.altKey) return
      // Single letters act only while focus is in the list, and this one goes to the button: an offer is a press of its own.
      if (!(e.target instanceof HTMLInputElement) || e.target.type !== 'radio') return
      e.preventDefault()
      button.current?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  const shown = (g: CandidateGroup) => of(g).filter(p => words === '' || found(p, words))
  const rest = others.reduce((n, g) => n + of(g).length, 0)
  const group = (g: CandidateGroup) =>
    shown(g).length > 0 ? (
      <fieldset key={g} className={classes.people}>
        <legend className={g === 'fits' ? 'oso-hidden' : classes.group}>{t(`triage.group.${g}`)}</legend>
        {shown(g).map(p => (
          <PersonChoice
            key={p.id}
            p={p}
            name={name}
            chosen={p.id === chosen}
            onChoose={id => {
              setChosen(id)
              setMissing(false)
            }}
          />
        ))}
      </fieldset>
    ) : null

  return (
    <>
      <div ref={people} tabIndex={0} className={classes.scroll}>
        <div className={classes.head}>
          <h2>{t('triage.title')}</h2>
          <span className="oso-small oso-ink-2">{t('triage.fit', { count: of('fits').length, all: list.length })}</span>
          {all && list.length > 8 ? <SearchField className="oso-end" label={t('triage.find')} words={words} onWords={setWords} /> : null}
        </div>
        {c.acts.includes('decide-location') ? (
          <Note kind="time" title={t('triage.placeOpen')} act={<Button onClick={() => setDeciding(true)}>{t('triage.placeAct')}</Button>}>
            {c.location?.reason}
          </Note>
        ) : null}
        {asked.suggested ? null : (
          <Note kind="time" title={t(of('limits').length > 0 ? 'triage.nobodyFree' : 'triage.nobodyFits')}>
            {t('triage.nobodyFitsHow')}
          </Note>
        )}
        {atOnce.map(group)}
        {rest > 0 && !all ? (
          <p className={classes.more}>
            <Button onClick={() => setAll(true)}>{t('triage.showRest', { count: rest })}</Button>
          </p>
        ) : null}
        {all ? others.map(group) : null}
        {all && words && [...atOnce, ...others].every(g => shown(g).length === 0) ? <p className="oso-ink-2">{t('triage.noneSo')}</p> : null}
        <FaultNote fault={act.error} />
        <Reviews c={c} />
        <OpinionParts c={c} />
        <Conferences c={c} />
      </div>
      <footer className={classes.foot}>
        <span className="oso-grow oso-small oso-ink-2" role={missing ? 'alert' : undefined}>
          {missing ? (
            <span className="oso-problem">{t('triage.choose')}</span>
          ) : (
            <>
              {t('triage.foot', { due: formatMoment(asked.due ?? '') })} {backup ? t('triage.footNext', { backup: backup.name }) : t('triage.footAlone')}{' '}
              {nexts.length > 0 ? (
                <Button kind="link" aria-label={t('triage.nextChoose')} onClick={() => setReading(true)}>
                  {t('triage.nextChange')}
                </Button>
              ) : null}
            </>
          )}
        </span>
        <Button onClick={() => setReading(true)}>{t('triage.synopsis')}</Button>
        <Button ref={button} kind="primary" keys="O" busy={act.isPending && t('triage.offering')} onClick={offer}>
          {who ? t('triage.offerTo', { name: who.name.split(',')[0] ?? who.name }) : t('triage.offer')}
        </Button>
      </footer>
      {deciding ? <ActDialog c={c} act="decide-location" onClose={() => setDeciding(false)} /> : null}
      <Sheet open={reading} onClose={() => setReading(false)} title={t('triage.synopsisTitle')} wide>
        {c.document ? (
          <SynopsisView
            s={{
              kind: c.kind,
              add_ons: c.add_ons,
              diagnosis: c.document.diagnosis.text,
              icd10: c.document.diagnosis.icd10,
              reason: c.document.reason,
              questions: c.document.questions ?? [],
              age: -1,
              sex: c.patient?.sex ?? '',
              note,
              items: c.records.length,
              things: c.materials.filter(m => m.physical || m.channel === 'mail').length,
              due: null,
            }}
            birthDate={c.patient?.birth_date}
          />
        ) : null}
        <div className={classes.synopsis}>
          <AreaField label={t('triage.note')} optional value={note} onChange={e => setNote(e.target.value)} rows={3} />
          <SelectField
            label={t('triage.next')}
            hint={t('triage.nextHint')}
            searchable
            value={backup?.id ?? unchosen}
            onChange={v => setNext(v || unchosen)}
            options={[{ value: unchosen, label: t('triage.nextNobody') }, ...nexts.map(p => ({ value: p.id, label: p.name, also: p.specialties }))]}
          />
        </div>
      </Sheet>
    </>
  )
}
