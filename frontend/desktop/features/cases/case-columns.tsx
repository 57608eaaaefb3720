import { TwoWeekClock } from '@shared/ui/clock'
import { Glyph } from '@shared/ui/glyph'
import { type Column, NameCell } from '@shared/ui/grouped-table'
import { useBorn, useSexAge } from '@shared/ui/identity'
import { daysBetween, formatDay, isDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import { useStandingWords } from '../../lib/use-standing-words'
import { type Listed, nameKey } from './case-filter'

/** The columns of the case list; a name that is in alike stands with its birth date. */
export function useColumns(role: string, alike: ReadonlySet<string>): Column<Listed>[] {
  const { t } = useTranslation('desktop')
  const { t: shared } = useTranslation('shared')
  const words = useStandingWords()
  const sexAge = useSexAge()
  const born = useBorn()
  // Without a word before it: those letters are the given name's.
  const day = (birthDate: string) => (isDay(birthDate) ? formatDay(birthDate) : born(birthDate))
  const now = new Date()

  function waiting({ row, standing }: Listed) {
    if (standing.turn === 'done') return <span className="oso-ink-3">–</span>
    if (standing.turn === 'us' && row.clock_start) return <TwoWeekClock start={row.clock_start} due={row.clock_due} end={row.clock_end} now={now} />
    if (!row.waiting) return <span className="oso-ink-3">–</span>
    const days = daysBetween(new Date(row.waiting), now)
    if (days > 0) return shared('when.days', { count: days })
    const minutes = Math.max(0, Math.floor((now.getTime() - new Date(row.waiting).getTime()) / 60_000))
    if (minutes >= 60) return shared('when.hours', { count: Math.floor(minutes / 60) })
    return minutes > 0 ? shared('when.minutes', { count: minutes }) : shared('when.now')
  }

  // An opinion that waits is the physician's next act.
  const strong = (l: Listed) => l.row.unread || (role === 'physician' && l.row.opinion === 'arrived')

  return [
    { key: 'state', title: t('list.state'), hideTitle: true, cell: l => <span style={{ display: 'flex' }}><Glyph kind={l.standing.glyph} /></span> },
    {
      key: 'patient',
      title: t('list.patient'),
      full: l => l.row.name,
      cell: l =>
        l.row.name ? (
          <NameCell name={l.row.name} native={l.row.native} sexAge={[sexAge(l.row.sex, l.row.birth_date, now), alike.has(nameKey(l.row.name)) ? day(l.row.birth_date) : ''].filter(Boolean).join(', ')} strong={strong(l)} />
        ) : (
          <span className="oso-ink-3">{t('list.noName')}</span>
        ),
    },
    { key: 'about', title: t('list.about'), wideOnly: true, full: l => l.row.about, cell: l => <span className="oso-ink-2">{l.row.about}</span> },
    {
      key: 'stands',
      title: t('list.stands'),
      full: l => words(l.standing),
      cell: l => (
        <span className={l.standing.problem ? 'oso-problem' : l.standing.turn === 'done' ? 'oso-ink-2' : undefined} style={strong(l) ? { fontWeight: 600 } : undefined}>
          {words(l.standing)}
        </span>
      ),
    },
    { key: 'physician', title: t('list.physician'), wideOnly: true, full: l => l.row.physician, cell: l => <bdi className="oso-ink-2">{lastName(l.row.physician)}</bdi> },
    { key: 'waiting', title: t('list.waiting'), cell: waiting },
  ]
}

/** "Dr. Amara Okonkwo-Reyes" is told apart by the last word in a narrow column. */
function lastName(name: string): string {
  return name.trim().split(/\s+/).at(-1) ?? ''
}
