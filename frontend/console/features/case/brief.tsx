import { formatDay, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { Asked } from '../../lib/case-text'
import { Checks, type CheckLine } from '../../lib/checks'
import { formatMoney } from '../../lib/money'
import { withHour } from '../../lib/clock-there'
import { useWords } from '../../lib/words'
import classes from './case.module.css'

function Bit({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h3 className={classes.bit}>{title}</h3>
      <p>{children}</p>
    </>
  )
}

/** What is asked, in short; for the desk, what must hold before it can be offered. */
export function Brief({ c, desk = false, onRead, onReach, children }: { c: Case; desk?: boolean; onRead: () => void; onReach?: () => void; children?: ReactNode }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const d = c.document
  if (!d) return null
  const ordered = [say('service', c.kind), ...c.add_ons.map(a => say('service', a)), c.emergent ? t('case.emergent') : ''].filter(Boolean).join(', ')
  const short = [d.diagnosis.text, d.history.chief_complaint, d.plan]
    .filter(Boolean)
    .map(s => (/[.?!]$/.test(s.trim()) ? s.trim() : `${s.trim()}.`))
    .join(' ')
  return (
    <section tabIndex={0} className={classes.brief} aria-label={t('case.asked')}>
      <h2>{t('case.asked')}</h2>
      <Asked questions={d.questions ?? []} />
      {children}
      {short ? <Bit title={t('case.inShort')}>{short}</Bit> : null}
      <Bit title={t('case.wishes')}>{d.wishes.specialist ? t('case.wishOf', { name: d.wishes.specialist }) : t('case.noWishes')}</Bit>
      <Bit title={t('case.service')}>{ordered}</Bit>
      <Bit title={t('case.physician')}>
        {c.physician?.name}
        {c.clinic?.name ? `, ${c.clinic.name}` : ''}
        {desk && c.telephone ? <span className="oso-nowrap">, {withHour(c.telephone, c.there, new Date())}</span> : null}
      </Bit>
      {onReach ? <LastCall c={c} onReach={onReach} /> : null}
      {desk ? <Owner c={c} /> : null}
      {d.payer.kind ? <Bit title={t('case.partner')}>{d.payer.kind === 'partner' ? t('payer.partner', { partner: c.partner || d.payer.partner }) : t('payer.patient')}</Bit> : null}
      <Bit title={t('case.material')}>
        {t('case.items', { count: c.records.length })}{' '}
        <Button kind="link" onClick={onRead}>
          {t('case.readCase')}
        </Button>
      </Bit>
      {desk && c.clock ? <BeforeOffer c={c} /> : null}
    </section>
  )
}

function BeforeOffer({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const lines: CheckLine[] = [
    { key: 'complete', glyph: 'done', text: t('triage.completeSince', { date: formatDay(c.clock?.started ?? '') }) },
    c.estimate?.accepted_at
      ? { key: 'estimate', glyph: 'done', text: t('triage.estimate', { amount: formatMoney(c.estimate.cents, c.estimate.currency) }) }
      : { key: 'estimate', glyph: 'time', text: t('triage.noEstimate') },
  ]
  const forbidden = c.location?.forbidden ?? []
  const looked = c.tracks?.location === 'decided' ? c.timeline.findLast(e => e.event === 'decide-location') : undefined
  lines.push(
    forbidden.length > 0
      ? { key: 'location', glyph: 'time', text: t('triage.removed', { what: forbidden.map(f => say('service', f)).join(', ') }), sub: c.location?.reason }
      : c.tracks?.location === 'check'
        ? { key: 'location', glyph: 'you', text: t('triage.placeOpen') }
        : { key: 'location', glyph: 'done', text: c.tracks?.location === 'decided' ? t('triage.placeDecided') : t('triage.locationOk'), sub: looked ? t('triage.lookedUp', { what: [say('reason', looked.reason), looked.note].filter(Boolean).join(': '), by: looked.actor, at: formatDay(looked.at) }) : undefined },
  )
  return (
    <>
      <hr className={classes.rule} />
      <h3 className={classes.bit}>{t('triage.beforeOffer')}</h3>
      <Checks lines={lines} />
    </>
  )
}

/** What was heard last on the telephone, and the way to who is reached. */
function LastCall({ c, onReach }: { c: Case; onReach: () => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const last = c.calls.find(x => !x.wrong)
  return (
    <Bit title={t('call.last')}>
      {last ? `${say('came', last.came)}: ${say('party', last.party)}, ${formatMoment(last.at)}. ` : `${t('call.lastNone')} `}
      <Button kind="link" onClick={onReach}>
        {t('call.reach')}
      </Button>
    </Bit>
  )
}

/** Who looks after the case, and what was said when it was handed over. */
function Owner({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const over = c.timeline.findLast(e => e.event === 'assign')
  return (
    <Bit title={t('case.owner')}>
      {c.owner ? (c.deputy ? t('case.standsIn', { name: c.deputy.name, owner: c.owner.name }) : c.owner.name) : t('desk.nobody')}
      {c.owner && over?.note ? <span className="oso-ink-2"> {t('case.handover', { note: over.note, by: over.actor, at: formatDay(over.at) })}</span> : null}
    </Bit>
  )
}
