import { after } from '@shared/after'
import { ageOn, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { formatReference } from '@shared/format/number'
import { type Fact, Facts } from '@shared/ui/facts'
import { FormFoot, FormPage, Header, SectionHead } from '@shared/ui/page'
import { sexCode } from '@shared/ui/identity'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type Doing, useAct } from '../../api/cases/do-act'
import type { Case, Synopsis } from '../../api/types'
import { Asked } from '../../lib/case-text'
import { FaultNote } from '../../lib/fault-view'
import { formatMoney } from '../../lib/money'
import { useWords } from '../../lib/words'
import { ActDialog } from '../../lib/act-dialog'
import classes from './case.module.css'

/** What an offered specialist decides by: no name, no place. */
export function SynopsisView({ s, birthDate }: { s: Synopsis; birthDate?: string }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const say = useWords()
  const years = birthDate ? (ageOn(birthDate, new Date())?.years ?? -1) : s.age
  const sex = shared(`sexWord.${sexCode(s.sex)}`)
  const facts: Fact[] = [
    { label: t('offer.patient'), value: years >= 0 ? t('offer.ageSex', { sex, years: String(years) }) : t('offer.sexOnly', { sex }) },
    { label: t('offer.diagnosis'), value: [s.diagnosis, s.icd10].filter(Boolean).join(', ') || '–' },
    { label: t('offer.order'), value: [s.kind, ...s.add_ons].map(k => say('service', k)).join(', ') },
    { label: t('offer.material'), value: [t('offer.items', { count: s.items }), s.things > 0 ? t('offer.things', { count: s.things }) : ''].filter(Boolean).join(', ') },
  ]
  if (s.reason) facts.push({ label: t('offer.reason'), value: s.reason })
  if (s.note) facts.push({ label: t('offer.note'), value: s.note })
  return (
    <div className={classes.synopsis}>
      <Asked questions={s.questions} />
      <Facts facts={facts} />
    </div>
  )
}

/** A case that waits for the specialist's yes or no. */
export function OfferedCase({ c, synopsis }: { c: Case; synopsis: Synopsis }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const go = useNavigate()
  const act = useAct(c.id)
  const [declining, setDeclining] = useState(false)
  // Of somebody else's opinion a part; else the whole.
  const part = c.parts.find(p => p.mine && p.state === 'asked')
  const title = part ? t('ownPart.askedTitle', { heading: part.heading }) : t('offer.title')
  const [yes, no] = part ? (['accept-part', 'decline-part'] as const) : (['accept-offer', 'decline-offer'] as const)
  const about = part ? { part: part.id } : {}
  return (
    <>
      <Header edge="form">
        <h1>{title}</h1>
        <span className="oso-small oso-ink-2 oso-nowrap">{formatReference(c.reference)}</span>
        {synopsis.due ? <span className="oso-end oso-small oso-ink-2">{t('offer.due', { due: formatMoment(synopsis.due) })}</span> : null}
      </Header>
      <FormPage label={title}>
        {part ? <p>{t('ownPart.askedLead', { heading: part.heading })}</p> : null}
        <SectionHead title={t('case.asked')} note={t('offer.lead')} first={!part} />
        <SynopsisView s={synopsis} />
        {/* Only to whom the ledger is open, too. */}
        {c.payer ? (
          <Facts
            facts={[
              { label: t('case.partner'), value: c.partner || c.payer.partner || t('payer.patient') },
              { label: t('intake.estimate'), value: c.estimate ? formatMoney(c.estimate.cents, c.estimate.currency) : '–' },
            ]}
          />
        ) : null}
        <FaultNote fault={act.error} />
        <FormFoot>
          <Button
            kind="primary"
            busy={act.isPending && t('offer.accepting')}
            onClick={() => after(act.mutateAsync({ act: yes, body: { seq: c.seq, ...about } } as Doing), { lead: () => void go(`/case/${c.id}`), failed: 'shown' })}
          >
            {say('act', yes)}
          </Button>
          <Button onClick={() => setDeclining(true)}>{say('act', no)}</Button>
        </FormFoot>
      </FormPage>
      {declining ? <ActDialog c={c} act={no} given={about} onClose={() => setDeclining(false)} lead={() => void go('/')} /> : null}
    </>
  )
}
