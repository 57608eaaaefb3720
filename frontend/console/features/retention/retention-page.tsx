import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { TextField } from '@shared/form/field'
import { formatDay, formatMoment } from '@shared/format/date'
import { formatCount, formatReference } from '@shared/format/number'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useHold, useKeepPurge, useKeepRetention, useRetention } from '../../api/retention/retention'
import type { Hold, Retention, RetentionRule } from '../../api/types'
import { ReasonDialog } from '../../lib/reason-dialog'
import { Origin, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import { useWords } from '../../lib/words'
import columns from '../../lib/columns.module.css'
import classes from './retention.module.css'

/** How long ended cases are kept, what is to be erased, and what is held. */
export function RetentionPage() {
  const { t } = useTranslation('console')
  const retention = useRetention()
  return (
    <WholePage current="retention" title={t('retention.title')} loading={t('retention.loading')} asked={retention}>
      {data => <Page retention={data} />}
    </WholePage>
  )
}

type Draft = { over: number; days: Record<string, string> }

function Page({ retention: r }: { retention: Retention }) {
  const { t } = useTranslation('console')
  const [draft, setDraft] = useState<Draft | null>(null)
  const rules = r.in_force?.rules ?? []
  const begin = () => setDraft({ over: r.in_force?.version ?? 0, days: Object.fromEntries(rules.map(x => [x.state, String(x.days)])) })
  return (
    <RegisterFrame title={t('retention.title')} begin={!draft && !r.proposed && { label: t('retention.change'), onBegin: begin }}>
      <div className={columns.columns}>
        <div className={columns.side}>
          <SectionHead first title={t('retention.rules')} />
          <p className="oso-ink-2">{t('retention.rulesMeans')}</p>
          {draft ? <Periods retention={r} draft={draft} onDraft={setDraft} /> : rules.length > 0 ? <Rules rules={rules} states={r.states} /> : <p>{t('retention.none')}</p>}
          {r.in_force && !draft ? <Origin version={r.in_force} /> : null}
          {r.proposed && !draft ? <ProposedRules retention={r} /> : null}
          <Holds holds={r.holds} />
        </div>
        <div className={columns.side}>
          <Due retention={r} />
        </div>
      </div>
    </RegisterFrame>
  )
}

function Rules({ rules, states }: { rules: readonly RetentionRule[]; states: readonly string[] }) {
  const { t } = useTranslation('console')
  const say = useWords()
  return (
    <dl className={classes.facts}>
      {states.map(s => {
        const days = rules.find(x => x.state === s)?.days
        return (
          <div key={s}>
            <dt>{say('state', s)}</dt>
            <dd>{days ? t('retention.days', { count: days, days: formatCount(days) }) : t('retention.never')}</dd>
          </div>
        )
      })}
    </dl>
  )
}

function ProposedRules({ retention: r }: { retention: Retention }) {
  const keep = useKeepRetention()
  if (!r.proposed) return null
  return (
    <Proposed version={r.proposed} confirms={r.confirms} keep={keep} first={false}>
      <Rules rules={r.proposed.rules} states={r.states} />
    </Proposed>
  )
}

const isPeriod = (s: string) => s === '' || (/^\d{1,5}$/.test(s) && Number(s) >= 1 && Number(s) <= 36500)

function Periods({ retention: r, draft, onDraft }: { retention: Retention; draft: Draft; onDraft: (d: Draft | null) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const keep = useKeepRetention()
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const rules = r.states.flatMap(state => (draft.days[state] ? [{ state, days: Number(draft.days[state]) }] : []))
  const changed = JSON.stringify(rules) !== JSON.stringify(r.states.flatMap(s => r.in_force?.rules.filter(x => x.state === s) ?? []))
  const right = r.states.every(s => isPeriod(draft.days[s] ?? ''))
  function propose() {
    setAsked(true)
    if (!changed || !right || !source.trim()) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, rules, source: source.trim() } }), { done: () => onDraft(null), failed: setFault })
  }
  return (
    <div className={classes.form}>
      {r.states.map((s, i) => (
        <TextField
          key={s}
          label={t('retention.period', { state: say('state', s) })}
          hint={i === 0 ? t('retention.periodHint') : undefined}
          inputMode="numeric"
          maxLength={5}
          width="8rem"
          autoFocus={i === 0}
          value={draft.days[s] ?? ''}
          onChange={e => onDraft({ ...draft, days: { ...draft.days, [s]: e.target.value.trim() } })}
          error={asked && !isPeriod(draft.days[s] ?? '') ? t('retention.wrong') : undefined}
        />
      ))}
      <Propose source={source} onSource={setSource} asked={asked} changed={changed} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={() => onDraft(null)} />
    </div>
  )
}

/** What the periods in force would erase, shown before anybody proposes it, and the proposal itself. */
function Due({ retention: r }: { retention: Retention }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const keep = useKeepPurge()
  const [asking, setAsking] = useState(false)
  const due = r.due.filter(d => d.count > 0 || d.held > 0)
  return (
    <>
      {r.purge ? (
        <Proposed version={r.purge} confirms={r.purge_confirms} keep={keep} final={{ title: t('retention.eraseTitle', { count: r.purge.count }), lead: t('retention.eraseLead'), act: t('retention.erase') }}>
          <p>{t('retention.proposedCases', { count: r.purge.count })}</p>
          <p className={classes.references}>
            {r.purge.cases.map(c => (
              <Link key={c.id} to={`/case/${c.id}`}>
                {formatReference(c.reference)}
              </Link>
            ))}
            {r.purge.count > r.purge.cases.length ? <span>{t('retention.andMore', { count: r.purge.count - r.purge.cases.length })}</span> : null}
          </p>
        </Proposed>
      ) : null}
      <SectionHead first={!r.purge} title={t('retention.due')} />
      {due.length === 0 ? <p className="oso-ink-2">{t('retention.dueNone')}</p> : null}
      <dl className={classes.facts}>
        {due.map(d => (
          <div key={d.state}>
            <dt>{say('state', d.state)}</dt>
            <dd>
              {[d.more ? t('retention.more', { count: d.count }) : t('retention.dueRow', { count: d.count }), d.oldest ? t('retention.oldest', { date: formatDay(d.oldest) }) : '', d.held > 0 ? t('retention.held', { count: d.held }) : ''].filter(Boolean).join(', ')}
            </dd>
          </div>
        ))}
      </dl>
      {!r.purge && due.some(d => d.count > 0) ? (
        <p>
          <Button onClick={() => setAsking(true)}>{t('retention.purge')}</Button>
        </p>
      ) : null}
      {r.last ? <p className="oso-small oso-ink-2">{t('retention.last', { count: r.last.count, at: formatMoment(r.last.decided_at ?? ''), proposed: r.last.proposed_by.name, confirmed: r.last.decided_by.name })}</p> : null}
      {asking ? (
        <ReasonDialog
          final
          title={t('retention.purgeTitle')}
          lead={t('retention.purgeLead')}
          act={t('retention.purge')}
          onClose={() => setAsking(false)}
          onAct={source => keep.mutateAsync({ step: 'propose', body: { source } })}
        />
      ) : null}
    </>
  )
}

function Holds({ holds }: { holds: readonly Hold[] }) {
  const { t } = useTranslation('console')
  const hold = useHold()
  const [placing, setPlacing] = useState(false)
  const [lifting, setLifting] = useState<Hold | null>(null)
  return (
    <>
      <SectionHead
        title={t('retention.holds')}
        act={
          <Button kind="link" onClick={() => setPlacing(true)}>
            {t('retention.place')}
          </Button>
        }
      />
      <p className="oso-ink-2">{holds.length > 0 ? t('retention.holdsMeans') : t('retention.noHolds')}</p>
      <ul className={classes.rows}>
        {holds.map(h => (
          <li key={h.id}>
            <span>
              <Link to={`/case/${h.case.id}`}>{formatReference(h.case.reference)}</Link>
              <span className={classes.why} dir="auto">
                {h.why}
              </span>
              <span className="oso-small oso-ink-2">
                {[t('retention.placed', { name: h.placed_by.name, at: formatMoment(h.placed) }), h.lifted ? t('retention.lifted', { name: h.lifted_by.name, at: formatMoment(h.lifted) }) : ''].filter(Boolean).join(', ')}
              </span>
            </span>
            {h.lifts ? (
              <Button kind="link" aria-label={t('retention.liftOne', { reference: formatReference(h.case.reference) })} onClick={() => setLifting(h)}>
                {t('retention.lift')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {placing ? <PlaceDialog onClose={() => setPlacing(false)} /> : null}
      {lifting ? (
        <ReasonDialog
          title={t('retention.liftTitle', { reference: formatReference(lifting.case.reference) })}
          lead={t('retention.liftLead')}
          act={t('retention.lift')}
          onClose={() => setLifting(null)}
          onAct={why => hold.mutateAsync({ step: 'lift', case: lifting.case.id, why })}
        />
      ) : null}
    </>
  )
}

/** A hold of one case, by its number. */
function PlaceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('console')
  const hold = useHold()
  const [reference, setReference] = useState('')
  const [asked, setAsked] = useState(false)
  const number = reference.replace(/\D/g, '')
  return (
    <ReasonDialog
      title={t('retention.placeTitle')}
      lead={t('retention.placeLead')}
      act={t('retention.place')}
      label={t('retention.who')}
      ready={() => {
        setAsked(true)
        return number.length === 10
      }}
      onClose={onClose}
      onAct={why => hold.mutateAsync({ step: 'place', case: number, why })}
    >
      <TextField label={t('retention.reference')} inputMode="numeric" maxLength={14} width="11rem" value={reference} onChange={e => setReference(e.target.value)} error={asked && number.length !== 10 ? t('retention.needReference') : undefined} data-autofocus />
    </ReasonDialog>
  )
}
