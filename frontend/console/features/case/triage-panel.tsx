import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Empty, Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../../api/cases/do-act'
import { useCandidates } from '../../api/cases/get-candidates'
import type { Candidate, Case } from '../../api/types'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { Portrait } from '../../lib/portrait'
import { useWords } from '../../lib/words'
import classes from './case.module.css'
import { SynopsisView } from './offered-case'

const good = new Set(['asked-for', 'specialty-fits'])

/** Who should answer: people as radios, with what speaks for and against each. */
export function TriagePanel({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const list = useCandidates(c.id)
  if (!list.data) return list.error ? <FaultPage fault={list.error} retry={() => void list.refetch()} /> : <Loading what={t('case.loading')} />
  if (list.data.length === 0) return <Empty what={t('triage.noneTitle')} how={t('triage.noneHow')} />
  return <Choose c={c} list={list.data} />
}

function Choose({ c, list }: { c: Case; list: Candidate[] }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const name = useId()
  const toast = useToast()
  const fit = list.filter(p => p.eligible)
  const [chosen, setChosen] = useState(fit[0]?.id ?? '')
  const [reading, setReading] = useState(false)
  const [note, setNote] = useState('')
  const act = useAct(c.id)
  const who = list.find(p => p.id === chosen)
  const backup = fit.find(p => p.id !== chosen)

  /** A reason with what it rests on: the word that fits, until when somebody is away. */
  function why(p: Candidate, reason: string): string {
    const fit = p.fits[0]
    if (reason === 'specialty-fits' && fit) return t('triage.fits', { specialty: fit.specialty, word: fit.word })
    if (reason === 'away' && p.away) {
      const until = formatDay(p.away.until)
      return p.away.deputy ? t('people.awayFor', { until, deputy: p.away.deputy.name }) : t('people.away', { until })
    }
    return say('why', reason)
  }

  function offer() {
    if (!who || act.isPending) return
    after(act.mutateAsync({ act: 'offer', body: { seq: c.seq, person: who.id, note } }), { done: () => toast(t('offered.title', { name: who.name })), failed: 'shown' })
  }
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key.toLowerCase() !== 'o' || e.ctrlKey || e.metaKey || e.altKey) return
      // Single letters act only while focus is in the list.
      if (!(e.target instanceof HTMLInputElement) || e.target.type !== 'radio') return
      e.preventDefault()
      offer()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  return (
    <>
      <div tabIndex={0} className={classes.scroll}>
        <div className={classes.head}>
          <h2>{t('triage.title')}</h2>
          <span className="oso-small oso-ink-2">{t('triage.fit', { count: fit.length, all: list.length })}</span>
        </div>
        <fieldset className={classes.people}>
          <legend className="oso-hidden">{t('triage.title')}</legend>
          {list.map(p => (
            <label key={p.id} className={classes.person} data-chosen={p.id === chosen || undefined} data-off={!p.eligible || undefined}>
              <input type="radio" name={name} value={p.id} checked={p.id === chosen} disabled={!p.eligible} onChange={() => setChosen(p.id)} className={classes.radio} />
              <Portrait name={p.name} photo={p.photo} />
              <div className="oso-grow">
                <div className={classes.personHead}>
                  <h3>
                    <bdi>{p.name}</bdi>
                  </h3>
                  <span className={p.eligible ? 'oso-nowrap' : 'oso-nowrap oso-problem'}>{p.eligible ? (p.capacity > 0 ? t('triage.openOf', { open: p.open, of: p.capacity }) : t('triage.open', { count: p.open })) : t('triage.cannot')}</span>
                </div>
                <p className="oso-ink-2" dir="auto">
                  {[p.position, p.hospital].filter(Boolean).join(', ')}
                </p>
                <p className="oso-ink-2">
                  {p.specialties.join(', ')}
                  {p.specialties.length > 0 ? '. ' : ''}
                  {p.eligible && p.through ? t('triage.credentials', { date: formatDay(p.through) }) : ''}
                </p>
                {p.known_for ? (
                  <p className="oso-ink-2" dir="auto">
                    {t('triage.knownFor', { what: p.known_for })}
                  </p>
                ) : null}
                {p.reasons.length > 0 ? (
                  <ul className={classes.why}>
                    {p.reasons.map(r => (
                      <li key={r} data-against={!good.has(r) || undefined}>
                        {why(p, r)}
                      </li>
                    ))}
                  </ul>
                ) : null}
              </div>
            </label>
          ))}
        </fieldset>
        <FaultNote fault={act.error} />
      </div>
      <footer className={classes.foot}>
        <span className="oso-grow oso-small oso-ink-2">{backup ? t('triage.foot', { backup: backup.name }) : t('triage.footAlone')}</span>
        <Button onClick={() => setReading(true)}>{t('triage.synopsis')}</Button>
        {who ? (
          <Button kind="primary" keys="O" busy={act.isPending && t('triage.offering')} onClick={offer}>
            {t('triage.offerTo', { name: who.name.split(',')[0] ?? who.name })}
          </Button>
        ) : null}
      </footer>
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
              due: null,
            }}
            birthDate={c.patient?.birth_date}
          />
        ) : null}
        <AreaField label={t('triage.note')} optional value={note} onChange={e => setNote(e.target.value)} rows={3} />
      </Sheet>
    </>
  )
}
