import { after } from '@shared/after'
import { formatDay, formatMoment } from '@shared/format/date'
import { formatFingerprint, formatReference } from '@shared/format/number'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Facts } from '@shared/ui/facts'
import { Note } from '@shared/ui/notice'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Doing as Once, useAct } from '../../api/cases/do-act'
import type { Act } from '../../api/acts'
import type { Case } from '../../api/types'
import { Checks, type CheckLine } from '../../lib/checks'
import { FaultNote } from '../../lib/fault-view'
import { formatMoney } from '../../lib/money'
import { useWords } from '../../lib/words'
import classes from './case.module.css'
import { useLanguageLine } from './language-line'
import { useMaterialsLine } from './materials-line'

/** What people check before a specialist is chosen: one line each, with its act. */
export function IntakePanel({ c, onAct }: { c: Case; onAct: (act: Act) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [reading, setReading] = useState(false)
  const act = useAct(c.id)
  const can = (a: Act) => c.acts.includes(a)
  const busy = (a: Act) => (act.isPending && act.variables.act === a ? t('dialog.doing') : false)
  const run = (one: Once, done?: () => void) => after(act.mutateAsync({ ...one, body: { seq: c.seq, ...one.body } } as Once), { done, failed: 'shown' })
  const lines = useIntakeLines(c, { can, busy, run, onAct, read: () => setReading(true) })
  const open = lines.filter(l => l.glyph !== 'done').length
  return (
    <>
      <div tabIndex={0} className={classes.scroll}>
        <h2>{t('intake.title')}</h2>
        <p className="oso-small oso-ink-2">{t('intake.lead')}</p>
        {c.twins && c.twins.length > 0 ? (
          <Note kind="time" title={t('intake.twins', { count: c.twins.length })}>
            {t('intake.twinsLead')}{' '}
            {c.twins.map(x => (
              <Link key={x.id} to={`/case/${x.id}`} className="oso-nowrap">
                {formatReference(x.reference)} ({say('state', x.state)}){' '}
              </Link>
            ))}
          </Note>
        ) : null}
        <div className={classes.lines}>
          <Checks lines={lines} />
        </div>
        {c.materials_list.length > 0 ? (
          <p className={`${classes.lookFor} oso-small oso-ink-2`}>
            {t('intake.lookFor')} {c.materials_list.map(x => x.text).join('; ')}.
          </p>
        ) : null}
        <FaultNote fault={act.error} />
      </div>
      <footer className={classes.foot}>
        <span className="oso-grow oso-small oso-ink-2">{open > 0 ? t('intake.openFoot', { count: open }) : t('intake.completeFoot')}</span>
        {can('find-complete') ? (
          <Button kind="primary" busy={busy('find-complete') && t('intake.completing')} onClick={() => run({ act: 'find-complete', body: {} })}>
            {say('act', 'find-complete')}
          </Button>
        ) : null}
      </footer>
      <AgreementSheet c={c} open={reading} onClose={() => setReading(false)} />
    </>
  )
}

export type Doing = {
  can: (act: Act) => boolean
  busy: (act: Act) => string | false
  run: (one: Once, done?: () => void) => void
  onAct: (act: Act) => void
  read: () => void
}

function useIntakeLines(c: Case, { can, busy, run, onAct, read }: Doing): CheckLine[] {
  const { t } = useTranslation('console')
  const say = useWords()
  const tracks = c.tracks
  const name = c.physician?.name ?? ''
  // The one filled button stands at the act that is due.
  const first = (act: Act) => (c.next === act ? ('primary' as const) : ('default' as const))
  const lines: CheckLine[] = []

  const linked = tracks?.participation === 'linked'
  lines.push({
    key: 'licence',
    glyph: linked ? 'done' : 'you',
    text: t('intake.licence', { name }),
    sub: linked
      ? c.physician?.licence_checked_at
        ? t('intake.licenseDone', { date: formatDay(c.physician.licence_checked_at) })
        : t('intake.licenseKnown')
      : t('intake.licenseOpen', { name }),
    acts: can('check-licence') ? (
      <Button kind={first('check-licence')} busy={busy('check-licence')} onClick={() => run({ act: 'check-licence', body: {} })}>
        {say('act', 'check-licence')}
      </Button>
    ) : null,
  })

  const agreement = tracks?.agreement ?? ''
  const attested = agreement === 'attested'
  lines.push({
    key: 'agreement',
    glyph: attested ? 'you' : agreement === 'rejected' ? 'patient' : 'done',
    text: t('intake.agreement'),
    sub: (
      <>
        {attested
          ? t('intake.agreementOpen', { by: c.agreement?.attested_by ?? '' })
          : agreement === 'checked'
            ? t('intake.agreementChecked')
            : agreement === 'rejected'
              ? t('intake.agreementRejected')
              : t('intake.agreementSigned')}{' '}
        <Button kind="link" onClick={read}>
          {t('intake.agreementRead')}
        </Button>
      </>
    ),
    acts: can('check-agreement') ? (
      <>
        <Button kind="plain" onClick={() => onAct('reject-agreement')}>
          {t('intake.agreementReject')}
        </Button>
        <Button kind={first('check-agreement')} busy={busy('check-agreement')} onClick={() => run({ act: 'check-agreement', body: {} })}>
          {t('intake.agreementAct')}
        </Button>
      </>
    ) : null,
  })

  const location = tracks?.location ?? ''
  lines.push({
    key: 'location',
    glyph: location === 'check' ? 'you' : 'done',
    text: t('intake.location'),
    sub: location === 'check' || (c.location?.forbidden.length ?? 0) > 0 ? c.location?.reason : location === 'decided' ? t('intake.locationDecided') : t('intake.locationAllowed'),
    acts: can('decide-location') ? (
      <>
        <Button kind="plain" onClick={() => onAct('refuse-location')}>
          {t('intake.locationRefuse')}
        </Button>
        <Button kind={first('decide-location')} onClick={() => onAct('decide-location')}>
          {t('intake.locationAct')}
        </Button>
      </>
    ) : null,
  })

  lines.push(useMaterialsLine(c, { can, busy, run, onAct }), ...useLanguageLine(c, { can, busy, run }))

  const billing = tracks?.billing ?? ''
  const amount = c.estimate ? formatMoney(c.estimate.cents, c.estimate.currency) : ''
  lines.push({
    key: 'estimate',
    glyph: billing === 'none' ? 'you' : billing === 'estimated' ? 'patient' : 'done',
    text: t('intake.estimate'),
    sub: (
      <>
        {billing === 'none' ? t('intake.estimateNone') : billing === 'estimated' ? t('intake.estimateOut', { amount }) : t('intake.estimateAccepted', { amount })}
        {c.estimate && c.estimate.lines.length > 1 ? (
          <ul className={classes.things}>
            {c.estimate.lines.map(l => (
              <li key={l.code}>
                <span className="oso-grow">{say('service', l.code)}</span>
                {formatMoney(l.cents, c.estimate?.currency ?? '')}
              </li>
            ))}
          </ul>
        ) : null}
      </>
    ),
    acts: can('set-estimate') && billing === 'none' ? (
      <Button kind={first('set-estimate')} busy={busy('set-estimate')} onClick={() => run({ act: 'set-estimate', body: {} })}>
        {say('act', 'set-estimate')}
      </Button>
    ) : can('accept-estimate') && billing === 'estimated' ? (
      <Button kind={first('accept-estimate')} onClick={() => onAct('accept-estimate')}>{say('act', 'accept-estimate')}</Button>
    ) : null,
  })
  return lines
}

function AgreementSheet({ c, open, onClose }: { c: Case; open: boolean; onClose: () => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const a = c.agreement
  return (
    <Sheet open={open} onClose={onClose} title={t('intake.agreementSheet')} wide>
      {a ? (
        <>
          <Facts
            facts={[
              { label: t('intake.signer'), value: <bdi>{a.signer}</bdi> },
              { label: t('intake.relation'), value: say('relation', a.relation) },
              { label: t('intake.method'), value: say('method', a.method, { by: a.attested_by ?? '' }) },
              { label: t('intake.signedAt'), value: formatMoment(a.signed_at) },
              { label: t('intake.agreementText'), value: a.under.date ? t('intake.agreementOf', { version: a.version, day: formatDay(a.under.date) }) : t('intake.agreementUnknown', { version: a.version }) },
              { label: t('intake.fingerprint'), value: formatFingerprint(a.sha256), code: true },
            ]}
          />
          {a.under.date && !a.under.worded ? <Note kind="problem">{t('intake.agreementWords')}</Note> : null}
          {a.under.date && a.under.newer ? <p className="oso-small oso-ink-2">{t('intake.agreementNewer', { day: formatDay(a.under.newer) })}</p> : null}
          <pre className={classes.agreement}>{a.text}</pre>
        </>
      ) : null}
    </Sheet>
  )
}
