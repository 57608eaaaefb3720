import { daysBetween, formatDay, formatMoment } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { TwoWeekClock } from '@shared/ui/clock'
import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { type Column, NameCell } from '@shared/ui/grouped-table'
import { useSexAge } from '@shared/ui/identity'
import { useTranslation } from 'react-i18next'
import type { Row } from '../../api/types'
import { useTaskWords } from '../../lib/task-words'
import { useWords } from '../../lib/words'

const glyphs: Record<Row['turn'], GlyphKind> = { late: 'problem', you: 'you', us: 'us', clinic: 'patient', done: 'done' }

/** The family name is what a narrow column needs: titles and degrees go. */
function family(name: string): string {
  return name.split(',')[0]?.trim().split(' ').at(-1) ?? name
}

export function useColumns(now: Date): Column<Row>[] {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const say = useWords()
  const sexAge = useSexAge()
  const tasks = useTaskWords()

  function since(r: Row): string {
    if (!r.since) return ''
    const at = new Date(r.since)
    const minutes = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 60_000))
    if (minutes < 60) return shared('when.minutes', { count: Math.max(1, minutes) })
    if (minutes < 24 * 60) return shared('when.hours', { count: Math.floor(minutes / 60) })
    return shared('when.days', { count: Math.max(1, daysBetween(at, now)) })
  }
  function next(r: Row): string {
    if (r.task) return tasks.next(r.task, r.telephone)
    if (r.telephone) return t('task.call', { telephone: r.telephone })
    if (r.next) return say('next', r.next)
    if (r.turn === 'clinic' && (r.state === 'registered' || r.state === 'preparing' || r.state === 'intake-review')) return t('wait.estimate')
    return say('wait', r.state)
  }
  return [
    { key: 'turn', title: t('list.state'), hideTitle: true, cell: r => <Glyph kind={glyphs[r.turn]} label={say('turn', r.turn)} /> },
    { key: 'reference', title: t('list.reference'), cell: r => (r.id ? formatReference(r.reference) : <span className="oso-ink-3">–</span>) },
    {
      key: 'patient',
      title: t('list.patient'),
      full: r => r.patient?.name ?? r.task?.subject?.name ?? '',
      cell: r =>
        r.task && !r.id ? (
          <span className="oso-ink-2">{r.task.subject?.name ?? t('list.subject')}</span>
        ) : r.patient ? (
          <NameCell name={r.patient.name} native={r.patient.native} sexAge={sexAge(r.patient.sex, r.patient.birth_date, now)} />
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
        const words = next(r)
        if (r.critical && r.turn === 'late') return <b className="oso-problem">{words}</b>
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
        ) : (
          <TwoWeekClock start={r.clock?.started ?? ''} end={r.clock?.ended ?? ''} standing={r.clock} now={now} words="short" />
        ),
    },
  ]
}
