import { daysBetween, formatDay, formatMoment } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { TwoWeekClock } from '@shared/ui/clock'
import { IconSquareCheck } from '@tabler/icons-react'
import { Icon } from '@shared/ui/icon'
import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { type Column, NameCell } from '@shared/ui/grouped-table'
import { useSexAge } from '@shared/ui/identity'
import { useTranslation } from 'react-i18next'
import type { Row } from '../../api/types'
import { unreadWords } from '../../lib/unread'
import { useTaskWords } from '../../lib/task-words'
import { withHour } from '../../lib/clock-there'
import { useWords } from '../../lib/words'
import classes from './work-list.module.css'

const glyphs: Record<Row['turn'], GlyphKind> = { late: 'problem', you: 'you', us: 'us', clinic: 'patient', done: 'done' }

/** The family name is what a narrow column needs: titles and degrees go. */
function family(name: string): string {
  return name.split(',')[0]?.trim().split(' ').at(-1) ?? name
}

/** What several are chosen by, and whether whose they are is told. */
type Desk = { chosen: ReadonlySet<string>; choose: ((row: Row) => void) | null; owners: boolean }

/** What is next of a row, in words: by whom it is done, or what it waits for. */
export function useNextWords(now: Date): (r: Row) => string {
  const { t } = useTranslation('console')
  const say = useWords()
  const tasks = useTaskWords()
  return (r: Row) => {
    const telephone = withHour(r.telephone, r.there, now)
    if (r.task) return tasks.next(r.task, telephone)
    if (telephone) return t('task.call', { telephone })
    if (r.awaited) return t('list.writes', { what: t(r.version ? `list.version.${r.version as 'correction'}.sign-revision` : r.returned ? 'list.returned' : 'list.write'), awaited: r.awaited.map(a => t(`list.awaited.${a as 'part'}`)).join(', ') })
    if (r.returned && r.next.startsWith('sign-')) return t('list.returned')
    if (r.version) return t(`list.version.${r.version as 'correction'}.${r.next as 'sign-revision'}`, { defaultValue: say('next', r.next) || say('wait', r.state) })
    if (r.next && r.state !== 'on-hold') return say('next', r.next)
    if (r.unread) return unreadWords(t, r.unread, now)
    if (r.state === 'on-hold') return [r.clock ? t('list.held') : say('wait', r.state), say('reason', r.hold ?? '')].filter(Boolean).join(': ')
    if (r.turn === 'clinic' && (r.state === 'registered' || r.state === 'preparing' || r.state === 'intake-review')) return t('wait.estimate')
    return say('wait', r.state)
  }
}

export function useColumns(now: Date, desk: Desk): Column<Row>[] {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const say = useWords()
  const sexAge = useSexAge()
  const tasks = useTaskWords()
  const next = useNextWords(now)

  function since(r: Row): string {
    if (!r.since) return ''
    const at = new Date(r.since)
    const minutes = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 60_000))
    if (minutes < 60) return shared('when.minutes', { count: Math.max(1, minutes) })
    if (minutes < 24 * 60) return shared('when.hours', { count: Math.floor(minutes / 60) })
    return shared('when.days', { count: Math.max(1, daysBetween(at, now)) })
  }
  return [
    {
      key: 'turn',
      title: t('list.state'),
      hideTitle: true,
      cell: r => {
        const { choose } = desk
        const mark = desk.chosen.has(r.id) ? <Icon of={IconSquareCheck} /> : <Glyph kind={glyphs[r.turn]} label={say('turn', r.turn)} />
        if (!choose || !r.id) return <span className={classes.mark}>{mark}</span>
        const name = r.patient?.name ?? formatReference(r.reference)
        return (
          // By keys a row is chosen with X: one stop for each would be hundreds.
          <button
            type="button"
            tabIndex={-1}
            className={classes.mark}
            aria-label={t(desk.chosen.has(r.id) ? 'list.unchoose' : 'list.choose', { name })}
            aria-pressed={desk.chosen.has(r.id)}
            onClick={e => {
              e.stopPropagation()
              choose(r)
            }}
          >
            {mark}
          </button>
        )
      },
    },
    { key: 'reference', title: t('list.reference'), cell: r => (r.id ? formatReference(r.reference) : <span className="oso-ink-3">–</span>) },
    {
      key: 'patient',
      title: t('list.patient'),
      full: r => r.patient?.name ?? r.task?.subject?.name ?? '',
      cell: r =>
        r.task && !r.id ? (
          <span className="oso-ink-2">{r.task.subject?.name ?? t('list.subject')}</span>
        ) : r.patient ? (
          <NameCell name={r.patient.name} surname={r.patient.surname} native={r.patient.native} sexAge={sexAge(r.patient.sex, r.patient.birth_date, now)} />
        ) : (
          <span className="oso-ink-3">{r.damaged ? t('list.damaged') : r.next === 'accept-offer' ? t('list.noName') : '–'}</span>
        ),
    },
    { key: 'stage', title: t('list.stage'), wideOnly: true, full: r => say('state', r.state), cell: r => <span className="oso-ink-2">{say('state', r.state)}</span> },
    {
      key: 'next',
      title: t('list.next'),
      full: r => [next(r), r.task ? tasks.why(r.task, r.physician) : r.telephone ? `${say('next', r.next)}: ${r.physician}` : ''].filter(Boolean).join('. '),
      cell: r => {
        const words = (
          <>
            {r.emergent ? <b className="oso-problem">{t('list.emergent')}: </b> : null}
            {next(r)}
            {r.task && tasks.about(r.task) ? <span className="oso-ink-2">, {tasks.about(r.task)}</span> : null}
          </>
        )
        if (r.critical && r.turn === 'late') return <b className="oso-problem">{words}</b>
        if (r.unread && !r.task && !r.next) return <span className={r.unread.call ? 'oso-problem' : r.unread.reminders > 0 ? 'oso-time' : 'oso-ink-2'}>{words}</span>
        return r.turn === 'you' || r.turn === 'late' ? <b>{words}</b> : <span className="oso-ink-2">{words}</span>
      },
    },
    {
      key: 'specialist',
      title: t('list.specialist'),
      wideOnly: true,
      full: r => r.specialist,
      cell: r => (r.task && !r.id ? null : r.specialist ? <span className="oso-ink-2">{family(r.specialist)}</span> : <span className="oso-ink-3">{r.state === 'triage' ? t('list.none') : '–'}</span>),
    },
    ...(desk.owners
      ? [
          {
            key: 'owner',
            title: t('list.owner'),
            wideOnly: true,
            full: (r: Row) => (r.owner ? (r.deputy ? t('list.for', { deputy: r.deputy.name, owner: r.owner.name }) : r.owner.name) : ''),
            cell: (r: Row) =>
              r.owner ? (
                <span className="oso-ink-2">{r.deputy ? t('list.for', { deputy: family(r.deputy.name), owner: family(r.owner.name) }) : family(r.owner.name)}</span>
              ) : (
                <span className="oso-ink-3">–</span>
              ),
          },
        ]
      : []),
    { key: 'since', title: t('list.since'), wideOnly: true, cell: since },
    {
      key: 'clock',
      title: t('list.clock'),
      cell: r =>
        r.task?.due ? (
          <span className={r.turn === 'late' ? 'oso-problem' : undefined}>{t('list.by', { date: formatDay(r.task.due) })}</span>
        ) : r.task?.later ? (
          <span className="oso-ink-2">{formatMoment(r.task.later)}</span>
        ) : r.task ? (
          <span className="oso-ink-2">{t('list.now')}</span>
        ) : r.limit ? (
          <span className={r.turn === 'late' ? 'oso-problem' : undefined}>{t('list.by', { date: r.emergent ? formatMoment(r.limit) : formatDay(r.limit) })}</span>
        ) : (
          <TwoWeekClock start={r.clock?.started ?? ''} end={r.clock?.ended ?? ''} standing={r.clock} now={now} words="short" />
        ),
    },
  ]
}
