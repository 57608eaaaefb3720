import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { type Fact, Facts } from '@shared/ui/facts'
import { sexCode } from '@shared/ui/identity'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Requests } from '../../api/acts'
import type { Case, Party } from '../../api/types'
import { addressLines } from '../../lib/address'
import { ActDialog } from '../../lib/act-dialog'
import { useWords } from '../../lib/words'
import { clockIn } from '../../lib/clock-there'
import { nameLines, numberAt, placeName, zoneOf } from './contact-words'
import { CallList } from './call-list'
import { CallMenu } from './call-menu'
import { LinkPartner } from './link-partner'
import { CopyButton } from '../../lib/copy-button'
import classes from './contacts.module.css'
import caseClasses from './case.module.css'

/** What a call's form is given by the place where it was asked for. */
export type CallGiven = Partial<Requests['record-call']>

/** Who is reached about the case and how, and what calls came to. */
export function Contacts({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [given, setGiven] = useState<CallGiven | null>(null)
  const may = c.acts.includes('record-call')
  return (
    <div tabIndex={0} className={caseClasses.scroll} aria-label={t('tab.people')} role="region">
      <div className={classes.card}>
        {c.parties.map(p => (
          <PartyCard key={p.party} c={c} party={p} menu={may ? <CallMenu c={c} party={p.party} number={numberAt(c, p)} name={p.name} onForm={setGiven} /> : null} />
        ))}
        {c.payer?.kind === 'partner' ? <PartnerCard c={c} menu={may ? <CallMenu c={c} party="partner" number={c.agreed?.contact.phone ?? ''} name={c.partner || c.payer.partner} onForm={setGiven} /> : null} /> : null}
      </div>
      <SectionHead
        title={t('call.title')}
        act={may ? <CallMenu c={c} party="other" number="" name={say('party', 'other')} onForm={setGiven} /> : null}
      />
      <CallList c={c} onCorrect={may ? setGiven : undefined} />
      {given ? <ActDialog c={c} act="record-call" given={given} about={calledWords(c, given, say)} onClose={() => setGiven(null)} /> : null}
    </div>
  )
}

function PartyCard({ c, party, menu }: { c: Case; party: Party; menu: ReactNode }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const say = useWords()
  const p = c.document?.patient
  const reached = party.party === 'representative' || party.party === 'patient'
  // By the country alone, and only where it has one zone; the case is asked for anew twice a minute, and so is the time.
  const zone = zoneOf(p?.address.country || c.document?.residence.country || '')
  const facts: Fact[] = []
  if (party.party === 'patient' && p) {
    facts.push(
      { label: t('contact.names'), value: lines(nameLines(p.name)) },
      { label: t('contact.born'), value: [shared(`sexWord.${sexCode(p.sex)}`), p.birth_date ? formatDay(p.birth_date) : t('contact.unknown')].join(', ') },
      { label: t('contact.lives'), value: placeName(c.document?.residence) },
      { label: t('contact.address'), value: lines(addressLines(p.address)) },
      { label: t('contact.time'), value: zone ? clockIn(zone, new Date()) : '' },
      ...(p.identifiers ?? []).map(i => ({ label: i.system || t('contact.number'), value: <Copied text={i.value} what={i.system || t('contact.number')} /> })),
    )
  }
  if (party.party === 'representative' && p?.representative) {
    facts.push({ label: t('contact.relation'), value: say('relation', p.representative.relation) }, { label: t('contact.authority'), value: p.representative.authority || t('contact.noAuthority') })
  }
  if (party.there) facts.push({ label: t('contact.time'), value: clockIn(party.there, new Date()) })
  if (party.address.length > 0) facts.push({ label: t('contact.address'), value: lines(party.address) })
  if (party.email || reached) {
    facts.push({
      label: t('contact.email'),
      value: party.email ? (
        <>
          <Copied text={party.email} what={t('contact.email')} />
          {reached ? <span className={classes.note}>{party.email_confirmed ? t('contact.confirmed') : t('contact.unconfirmed')}</span> : null}
        </>
      ) : hasEmail(c, party) ? '' : t('contact.noEmail'),
    })
  }
  if (party.party === 'patient' && c.tracks) facts.push({ label: t('contact.copy'), value: c.tracks.courtesy_copy ? t('contact.copyYes') : t('contact.copyNo') })
  const acts = party.party === 'patient' && c.parties.some(x => x.party === 'representative')
  return (
    <section className={classes.party} aria-label={say('party', party.party)}>
      <h3 className={classes.role}>{say('party', party.party)}</h3>
      <p className={classes.name}>
        <bdi>{party.name || t('contact.unknown')}</bdi>
        {party.titles ? <span className="oso-ink-2">, {party.titles}</span> : null}
        {party.party === 'patient' && c.patient?.native ? <bdi className="oso-ink-2"> {c.patient.native}</bdi> : null}
      </p>
      <p className={classes.phone}>
        {party.phone ? (
          <Copied text={party.phone} what={t('contact.phone')} strong />
        ) : numberAt(c, party) ? (
          <span>
            <Copied text={numberAt(c, party)} what={t('contact.phone')} strong /> <span className="oso-ink-2">{t('contact.atClinic')}</span>
          </span>
        ) : (
          <span className="oso-ink-2">{acts ? t('contact.actsFor') : t('contact.noPhone')}</span>
        )}
        {menu}
      </p>
      <Facts facts={facts.filter(f => f.value !== '' && f.value !== null)} />
    </section>
  )
}

/** Whom a call's form is about, where, and what came of it as far as that was said. */
export function calledWords(c: Case, given: CallGiven, say: (group: 'party' | 'came', code: string) => string): string {
  const name = c.parties.find(p => p.party === given.party)?.name
  return [name ? `${name} (${say('party', given.party ?? '')})` : say('party', given.party ?? ''), given.number, given.came ? say('came', given.came) : ''].filter(Boolean).join(', ')
}

/** Of a patient for whom somebody acts, the address reaches that person and stands there. */
const hasEmail = (c: Case, party: Party) => party.party === 'patient' && c.parties.some(x => x.party === 'representative')

function PartnerCard({ c, menu }: { c: Case; menu: ReactNode }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [link, setLink] = useState(false)
  const agreed = c.agreed
  const facts: Fact[] = [
    ...(c.payer?.member ? [{ label: t('case.member'), value: <Copied text={c.payer.member} what={t('case.member')} /> }] : []),
    ...(agreed?.contract ? [{ label: t('partners.contract'), value: <span dir="auto">{agreed.contract}</span> }] : []),
    ...(agreed?.contact.name || agreed?.contact.email ? [{ label: t('partners.contact'), value: <span dir="auto">{[agreed.contact.name, agreed.contact.email].filter(Boolean).join(', ')}</span> }] : []),
    ...(agreed?.note ? [{ label: t('partners.note'), value: <span dir="auto">{agreed.note}</span> }] : []),
  ]
  return (
    <section className={classes.party} aria-label={say('party', 'partner')}>
      <h3 className={classes.role}>{say('party', 'partner')}</h3>
      <p className={classes.name}>
        <bdi>{c.partner || c.payer?.partner}</bdi>
      </p>
      <p className={classes.phone}>
        {agreed?.contact.phone ? <Copied strong text={agreed.contact.phone} what={t('contact.phone')} /> : <span className="oso-ink-2">{t('contact.noPhone')}</span>}
        {menu}
      </p>
      {c.acts.includes('link-partner') ? (
        <>
          <Note>{t('contact.notLinked')}</Note>
          <Button kind="link" onClick={() => setLink(true)}>
            {t('task.link')}
          </Button>
          {link ? <LinkPartner c={c} onClose={() => setLink(false)} /> : null}
        </>
      ) : null}
      {agreed && !agreed.holds ? <Note>{t('contact.noContract')}</Note> : null}
      {agreed?.pays === 'member' ? <Note>{t('contact.memberPays')}</Note> : null}
      {agreed && !agreed.fits ? <Note>{t('contact.memberForm', { form: agreed.member })}</Note> : null}
      <Facts facts={facts} />
    </section>
  )
}

function Copied({ text, what, strong }: { text: string; what: string; strong?: boolean }) {
  return (
    <span className={classes.copied}>
      {strong ? <b className={classes.figure}>{text}</b> : <span className={classes.figure}>{text}</span>}
      <CopyButton text={text} what={what} />
    </span>
  )
}

function lines(list: string[]): ReactNode {
  if (list.length === 0) return ''
  return list.map((l, i) => (
    <span key={i} className={classes.line}>
      <bdi>{l}</bdi>
    </span>
  ))
}
