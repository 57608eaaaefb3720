import { formatDay, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Act } from '../../api/acts'
import type { Arrangement, Case } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { Checks } from '../../lib/checks'
import { useSignedIn } from '../../lib/me-context'
import { useProposeMissed } from '../../lib/missed'
import { newOnce } from '../../lib/once'
import { unreadWords } from '../../lib/unread'
import { useWords } from '../../lib/words'
import classes from './case.module.css'

const arranges = ['request-placement', 'arrange-placement', 'decline-placement', 'hand-off-video'] as const

/** What follows a release: whether it was opened, who was told when, what is arranged, what its author missed. */
export function After({ c, onAct }: { c: Case; onAct: (act: Act) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const me = useSignedIn()
  const propose = useProposeMissed()
  // The list is the service's own: neither who writes nor a partner's coordinator keeps it.
  const proposes = me.roles.includes('admin') || me.inbox === true
  const can = arranges.filter(a => c.acts.includes(a))
  return (
    <>
      <Told c={c} />
      {c.arrangements.length > 0 || can.length > 0 ? (
        <>
          <SectionHead title={t('after.arranged')} />
          <Checks lines={c.arrangements.map(a => ({ key: a.id, glyph: glyphOf(a), text: t(`after.state.${a.kind}.${a.state}` as 'after.state.placement.arranged', { where: a.where, defaultValue: a.where }), sub: detail(a) }))} />
          <p className={classes.stageActs}>
            {can.map(a => (
              <Button key={a} onClick={() => onAct(a)}>
                {say('act', a)}
              </Button>
            ))}
          </p>
        </>
      ) : null}
      <Outcome c={c} />
      {c.lacks.length > 0 ? (
        <>
          <SectionHead title={t('lacks.title')} />
          <Checks
            lines={c.lacks.map(l => ({
              key: `${l.version}/${l.code}`,
              glyph: 'draft' as const,
              text: c.materials_list.find(x => x.code === l.code)?.text ?? t('lacks.other'),
              sub: [l.words, t('lacks.by', { name: l.by, at: formatMoment(l.at) })].filter(Boolean).join(' '),
              acts:
                proposes && l.words && !c.materials_list.some(x => x.code === l.code) ? (
                  <Button kind="link" onClick={() => propose(l.words)}>
                    {t('lacks.propose')}
                  </Button>
                ) : undefined,
            }))}
          />
        </>
      ) : null}
    </>
  )

  function detail(a: Arrangement): string {
    return [
      a.day ? t('after.from', { day: formatDay(a.day) }) : '',
      a.agreement ? t('after.agreement', { version: a.agreement, name: a.signed_by ?? '', day: formatDay(a.signed_on ?? '') }) : '',
      a.note ?? '',
      t('after.by', { name: a.by, at: formatMoment(a.at) }),
    ]
      .filter(Boolean)
      .join(' ')
  }
}

/** What became of the case, as it was told last: by the clinic's program, or by telephone. */
function Outcome({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [once, setOnce] = useState('') // of the request that is asked for
  const told = c.messages.findLast(m => m.kind === 'outcome')
  const may = c.acts.includes('record-outcome')
  if (!told && !may) return null
  return (
    <>
      <SectionHead
        title={t('after.outcome')}
        note={told ? undefined : t('after.noOutcome')}
        act={
          may ? (
            <Button kind="link" onClick={() => setOnce(newOnce())}>
              {say('act', 'record-outcome')}
            </Button>
          ) : undefined
        }
      />
      {told ? <Checks lines={[{ key: told.id, glyph: 'done' as const, text: told.text, sub: t('after.by', { name: told.from, at: formatMoment(told.at) }) }]} /> : null}
      {once ? <ActDialog c={c} act="record-outcome" given={{ once }} onClose={() => setOnce('')} /> : null}
    </>
  )
}

function glyphOf(a: Arrangement): GlyphKind {
  if (a.state === 'requested') return 'us'
  return a.state === 'declined' ? 'draft' : 'done'
}

/** Who was told of what was released, how and when; what reached nobody says so. */
function Told({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  if (c.told.length === 0 && !c.unread) return null
  return (
    <>
      <SectionHead title={t('after.told')} />
      {c.unread ? (
        <p className={classes.threadState}>
          <Glyph kind={c.unread.call ? 'problem' : c.unread.reminders > 0 ? 'time' : 'patient'} />
          <span className={c.unread.call ? 'oso-problem' : undefined}>{unreadWords(t, c.unread, new Date())}</span>
        </p>
      ) : null}
      <Checks
        lines={c.told.map((n, i) => ({
          key: `${i}`,
          glyph: n.state === 'sent' ? ('done' as const) : n.state === 'skipped' || n.state === 'failed' ? ('problem' as const) : ('time' as const),
          text: t('after.toldWho', { who: n.whom || t(`after.audience.${n.audience as 'patient'}`), what: t(`after.notice.${n.notice}` as 'after.notice.opinion-released', { defaultValue: n.notice }) }),
          sub: t(`after.how.${n.state === 'sent' ? n.channel || 'mail' : n.state}` as 'after.how.mail', { at: formatMoment(n.at), defaultValue: formatMoment(n.at) }),
        }))}
      />
    </>
  )
}
