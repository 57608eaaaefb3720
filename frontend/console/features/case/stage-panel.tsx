import { formatDay, formatMoment } from '@shared/format/date'
import { formatFingerprint } from '@shared/format/number'
import { Button } from '@shared/ui/button'
import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Act } from '../../api/acts'
import type { Case, OpinionRow } from '../../api/types'
import { Checks } from '../../lib/checks'
import { Conferences } from '../../lib/conferences'
import { OpinionParts } from '../../lib/opinion-parts'
import { LetterDialog } from '../../lib/letter-reader'
import { useWords } from '../../lib/words'
import { After } from './after'
import classes from './case.module.css'
import { Reviews } from './reviews'

const glyphs: Record<Case['turn'], GlyphKind> = { late: 'problem', you: 'you', us: 'us', clinic: 'patient', done: 'done' }

/** Where the case stands once somebody else has it, and what the coordinator can do. */
export function StagePanel({ c, onAct, onRead }: { c: Case; onAct: (act: Act) => void; onRead: () => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const open = c.offers.find(o => o.state === 'open')
  const latest = c.opinions.at(-1)
  const name = c.state === 'approval' ? c.approver : (c.specialist?.name ?? '')
  const words = open
    ? t('offered.lead', { due: formatMoment(open.due_at) })
    : say('stage', c.state, { name, date: formatDay(latest?.released_at ?? '') })
  const title = open ? t('offered.title', { name: open.person.name }) : say('state', c.state)
  const waits = c.threads.find(th => th.kind === 'question' && (th.state === 'asked' || th.state === 'replied'))
  return (
    <div tabIndex={0} className={classes.scroll}>
      <h2 className={classes.stageTitle}>
        <Glyph kind={glyphs[c.turn]} />
        {title}
      </h2>
      <p className="oso-ink-2">{words}</p>
      <p className={classes.stageActs}>
        {c.acts.includes('cancel-offer') ? <Button onClick={() => onAct('cancel-offer')}>{say('act', 'cancel-offer')}</Button> : null}
        {c.acts.includes('deliver') && c.state === 'released' ? <Button onClick={() => onAct('deliver')}>{say('act', 'deliver')}</Button> : null}
        {c.acts.includes('record-return') ? <Button onClick={() => onAct('record-return')}>{say('act', 'record-return')}</Button> : null}
        {c.acts.includes('resume') && !c.stopped ? <Button onClick={() => onAct('resume')}>{say('act', 'resume')}</Button> : null}
      </p>
      {waits ? (
        <p className={classes.threadState}>
          <Glyph kind="you" />
          {t(`messages.state.${waits.state === 'asked' ? 'asked' : 'replied'}`, { at: formatMoment(waits.since) })}{' '}
          <Button kind="link" onClick={onRead}>
            {t('task.read')}
          </Button>
        </p>
      ) : null}
      <After c={c} onAct={onAct} />
      <Offers c={c} />
      <Reviews c={c} />
      <OpinionParts c={c} />
      <Conferences c={c} />
      <Opinions c={c} />
    </div>
  )
}

function Offers({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const past = c.offers.filter(o => o.state === 'declined' || o.state === 'timed-out' || o.state === 'cancelled')
  if (past.length === 0) return null
  return (
    <>
      <SectionHead title={say('event', 'offer')} />
      <Checks
        lines={past.map(o => ({
          key: o.id,
          glyph: 'draft' as const,
          text:
            o.state === 'declined'
              ? t('offered.declined', { name: o.person.name, reason: say('reason', o.reason) })
              : o.state === 'timed-out'
                ? t('offered.timedOut', { name: o.person.name })
                : t('offered.cancelled', { name: o.person.name }),
          sub: o.note || undefined,
        }))}
      />
    </>
  )
}

function Opinions({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const [reading, setReading] = useState(0) // the version
  const released = c.opinions.filter(o => o.released_at)
  if (released.length === 0) return null
  const openedWords = (o: OpinionRow) =>
    !o.accessed_at ? t('stageHead.unopened') : [t(o.delivered ? 'stageHead.delivered' : 'stageHead.opened', { at: formatMoment(o.accessed_at) }), o.kind !== 'correction' ? '' : o.acknowledged_at ? t('stageHead.acknowledged', { at: formatMoment(o.acknowledged_at) }) : t('stageHead.unacknowledged')].filter(Boolean).join(' ')
  return (
    <>
      {released.map(o => (
        <div key={o.version}>
          <SectionHead
            title={t('stageHead.released', { version: o.version, at: formatDay(o.released_at ?? ''), name: o.approver })}
            act={
              <Button kind="link" onClick={() => setReading(o.version)}>
                {t('write.showLetter')}
              </Button>
            }
          />
          <Standing o={o} among={released} />
          <p className="oso-ink-2">{openedWords(o)}</p>
          <p className="oso-small oso-ink-2">
            {t('stageHead.fingerprint')} <span className="oso-mono">{formatFingerprint(o.fingerprint, 6)}</span>
          </p>
        </div>
      ))}
      {reading > 0 ? <LetterDialog caseId={c.id} version={reading} stamp={reading} label={t(released.find(o => o.version === reading)?.superseded_at ? 'stageHead.letterSuperseded' : 'write.letterOf', { version: reading })} onClose={() => setReading(0)} /> : null}
    </>
  )
}

/** What a released version is to the others: two are never alike. */
function Standing({ o, among }: { o: OpinionRow; among: OpinionRow[] }) {
  const { t } = useTranslation('console')
  const words = [
    o.kind === 'correction' || o.kind === 'addendum' ? t(`stageHead.kind.${o.kind}`) : '',
    o.superseded_at ? t('stageHead.superseded', { date: formatDay(o.superseded_at) }) : among.length > 1 && o.kind !== 'addendum' ? t('stageHead.current') : '',
  ].filter(Boolean)
  return words.length > 0 ? <p className={o.superseded_at ? 'oso-time' : undefined}>{words.join(' ')}</p> : null
}
