import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { Button } from '@shared/ui/button'
import { type Fact, Facts } from '@shared/ui/facts'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { Empty } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useKeepPartners, usePartnerEffects, usePartners } from '../../api/partners/partners'
import type { Partner, PartnerEffects, PartnerFacts, Partners } from '../../api/types'
import { useOpenEntry } from '../../lib/open-entry'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import { useWords } from '../../lib/words'
import { PartnerForm } from './partner-form'
import { newPartner, partnerChanges, usePartnerWords } from './partner-words'
import columns from '../../lib/columns.module.css'
import classes from './partners.module.css'

/** The organizations that send their members, and what is agreed with them (R44, R45, R55). */
export function PartnersPage() {
  const { t } = useTranslation('console')
  const partners = usePartners()
  return (
    <WholePage current="partners" title={t('partners.title')} loading={t('partners.loading')} asked={partners}>
      {data => <Register register={data} />}
    </WholePage>
  )
}

function Register({ register }: { register: Partners }) {
  const { t } = useTranslation('console')
  const keep = useKeepPartners()
  const [draft, setDraft] = useState<{ over: number; partners: Partner[] } | null>(null)
  const { open, waits, at, free, begin, close } = useOpenEntry() // 'new': one more
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const { now, in_force: inForce, proposed } = register
  const shown = draft?.partners ?? proposed?.partners ?? now
  const changed = draft !== null && JSON.stringify(draft.partners) !== JSON.stringify(now)
  const effects = usePartnerEffects(changed ? draft.partners : null)
  const put = (p: Partner) => draft && setDraft({ ...draft, partners: shown.some(x => x.id === p.id) ? shown.map(x => (x.id === p.id ? p : x)) : [...shown, p] })

  function leave() {
    setDraft(null)
    close()
    setSource('')
    setAsked(false)
  }
  function propose() {
    if (!free()) return
    setAsked(true)
    if (!draft || !source.trim() || !changed) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, partners: draft.partners, source: source.trim() } }), { done: leave, failed: setFault })
  }

  return (
    <RegisterFrame title={t('partners.title')} begin={!draft && !proposed && { label: t('partners.change'), onBegin: () => setDraft({ over: inForce?.version ?? 0, partners: now }) }}>
      <div className={columns.columns} data-holds="table">
        <div ref={at} className={columns.side}>
          {draft ? (
            open === 'new' ? (
              <PartnerForm partner={newPartner(register.today)} onKeep={put} onDone={close} />
            ) : (
              <p>
                <Button onClick={() => begin('new')}>{t('partners.add')}</Button>
              </p>
            )
          ) : null}
          {shown.length === 0 ? <Empty what={t('partners.none')} how={t('partners.noneHow')} /> : null}
          {shown.map(p => (
            <section key={p.id} className={classes.partner} aria-labelledby={`partner-${p.id}`}>
              <div className={classes.head}>
                <h2 id={`partner-${p.id}`} dir="auto">
                  {p.name}
                </h2>
                {draft && open !== p.id ? (
                  <Button kind="link" aria-label={t('rulebook.changeOne', { what: p.name })} onClick={() => begin(p.id)}>
                    {t('rulebook.change')}
                  </Button>
                ) : null}
              </div>
              {draft && open === p.id ? <PartnerForm partner={p} onKeep={put} onDone={close} /> : <PartnerFactsView partner={p} facts={register.facts.find(f => f.partner === p.id)} today={register.today} />}
            </section>
          ))}
        </div>
        <div className={`${columns.side} ${columns.brings}`} data-draft={draft !== null || undefined}>
          {proposed && !draft ? (
            <Proposed version={proposed} confirms={register.confirms} keep={keep}>
              {register.effects ? <Effects effects={register.effects} /> : null}
              <Changes before={now} now={proposed.partners} />
            </Proposed>
          ) : draft ? (
            <>
              <SectionHead first title={t('register.changes')} />
              {changed && effects.data ? <Effects effects={effects.data} /> : null}
              {changed && effects.error ? (
                <Note kind="problem" live>
                  {effects.error.message}
                </Note>
              ) : null}
              {changed ? <Changes before={now} now={draft.partners} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
              <Propose source={source} onSource={setSource} asked={asked} changed={changed} typed={open !== ''} waits={waits} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={leave} />
            </>
          ) : (
            <>
              <p className="oso-ink-2">{t('partners.means')}</p>
              {inForce ? <Origin version={inForce} /> : null}
              <Past versions={register.past} changes={(v, before) => (before ? <Changes before={before.partners} now={v.partners} /> : null)} />
            </>
          )}
        </div>
      </div>
    </RegisterFrame>
  )
}

/** What is agreed with a partner, and what stands elsewhere of it. */
function PartnerFactsView({ partner: p, facts, today }: { partner: Partner; facts?: PartnerFacts; today: string }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const said = usePartnerWords()
  const over = p.until !== '' && p.until < today
  const days = p.until ? t('rulebook.days', { from: formatDay(p.from), until: formatDay(p.until) }) : t('rulebook.daysOpen', { from: formatDay(p.from) })
  const all: Fact[] = [
    { label: t('partners.contract'), value: <span className={over || !p.active ? 'oso-time' : undefined}>{[p.contract, days, p.active ? (over ? t('partners.over') : '') : t('partners.notActive')].filter(Boolean).join(', ')}</span> },
    { label: t('partners.pays'), value: said(p, 'pays') },
    { label: t('partners.estimates'), value: said(p, 'accepts') },
    { label: t('partners.told'), value: said(p, 'told') },
    { label: t('partners.brand'), value: said(p, 'brand') },
    ...(p.member ? [{ label: t('partners.member'), value: p.member }] : []),
    ...(said(p, 'contact') ? [{ label: t('partners.contact'), value: <span dir="auto">{said(p, 'contact')}</span> }] : []),
    ...(p.note ? [{ label: t('partners.note'), value: <span dir="auto">{p.note}</span> }] : []),
    ...(facts
      ? [
          { label: t('partners.people'), value: facts.people.length > 0 ? facts.people.map(x => `${x.name} (${say('role', x.role)})`).join(', ') : t('partners.noPeople') },
          { label: t('partners.prices'), value: <Link to="/prices">{facts.prices > 0 ? t('partners.ownPrices', { count: facts.prices }) : t('partners.generalPrices')}</Link> },
          { label: t('partners.open'), value: String(facts.open) },
        ]
      : []),
  ]
  return <Facts facts={all} />
}

function Changes({ before, now }: { before: readonly Partner[]; now: readonly Partner[] }) {
  const { t } = useTranslation('console')
  const said = usePartnerWords()
  return (
    <ul className={columns.changes}>
      {partnerChanges(before, now, said).map(c => (
        <li key={`${c.partner.id} ${c.field}`} dir="auto">
          {c.field === 'added' ? (
            <ins>{t('partners.added', { name: c.partner.name })}</ins>
          ) : (
            <>
              {c.partner.name}, {t(`partners.fields.${c.field}`)}: {c.was ? <del>{c.was}</del> : null} <ins>{c.now || t('partners.nothing')}</ins>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

/** What other contracts bring to the cases that are not released yet. */
function Effects({ effects }: { effects: PartnerEffects }) {
  const { t } = useTranslation('console')
  const say = useWords()
  if (effects.groups.length === 0) return <p>{t('partners.nothingChanges')}</p>
  return (
    <section aria-label={t('rulebook.effects')} className={columns.side}>
      <ul className={columns.changes}>
        {effects.groups.map(g => (
          <li key={`${g.partner} ${g.what}`}>
            <b>{g.partner}:</b> {t(`partners.what.${g.what}`, { count: g.count })}
          </li>
        ))}
      </ul>
      {effects.cases.length > 0 ? (
        <details>
          <summary>{t('rulebook.which')}</summary>
          <ul className={columns.changes}>
            {effects.cases.map(c => (
              <li key={`${c.id} ${c.what}`}>
                <Link to={`/case/${c.id}`}>{formatReference(c.reference)}</Link>{' '}
                <span className="oso-small oso-ink-2">
                  {c.partner}; {say('state', c.state)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  )
}
