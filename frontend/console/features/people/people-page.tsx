import { Header } from '@shared/ui/page'
import { SearchField } from '@shared/ui/search-field'
import { Segments } from '@shared/ui/segments'
import { Empty, Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePeople } from '../../api/people/get-people'
import type { StaffPerson } from '../../api/types'
import { ConsoleFrame } from '../../lib/console-frame'
import { FaultPage } from '../../lib/fault-view'
import { useWords } from '../../lib/words'
import table from '../../lib/table.module.css'
import classes from './people.module.css'
import { Portrait } from '../../lib/portrait'
import { useStanding } from './standing'

type Filter = 'all' | 'ends' | 'away' | 'barred'

/** Whom somebody looks for by what stands in the line, and what the person is known for. */
function matches(p: StaffPerson, text: string): boolean {
  const hay = [p.name, p.titles, p.hospital, p.known_for, ...p.specialties].join('\n').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(w => hay.includes(w))
}

const shows: Record<Filter, (p: StaffPerson) => boolean> = {
  all: () => true,
  ends: p => p.endings.length > 0,
  away: p => p.away !== null,
  barred: p => p.bars.length > 0,
}

/** The directory of those who write and read (R65). */
export function PeoplePage() {
  const { t } = useTranslation('console')
  const people = usePeople()
  const [text, setText] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const all = (people.data?.people ?? []).filter(p => p.listed)
  const list = all.filter(p => shows[filter](p) && matches(p, text))
  return (
    <ConsoleFrame current="people">
      <Header wraps>
        <h1>{t('people.title')}</h1>
        <Segments
          label={t('people.show')}
          value={filter}
          onChange={setFilter}
          options={(['all', 'ends', 'away', 'barred'] as const).map(f => ({ value: f, label: f === 'all' ? t('people.filter.all') : `${t(`people.filter.${f}`)} ${all.filter(shows[f]).length || ''}`.trim() }))}
        />
        <SearchField className={`${classes.search} oso-end`} label={t('people.find')} words={text} onWords={setText} />
      </Header>
      <main tabIndex={0} className={`oso-scroll ${classes.scroll}`} aria-label={t('people.title')}>
        {people.data ? null : people.error ? <FaultPage fault={people.error} retry={() => void people.refetch()} /> : <Loading what={t('people.loading')} />}
        {people.data && all.length === 0 ? <Empty what={t('people.none')} how={t('people.noneHow')} /> : null}
        {all.length > 0 && list.length === 0 ? <Empty what={t('people.noneSo')} /> : null}
        {list.length > 0 ? <PeopleTable list={list} /> : null}
      </main>
    </ConsoleFrame>
  )
}

function PeopleTable({ list }: { list: StaffPerson[] }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const standing = useStanding()
  return (
    <table className={`${table.table} ${classes.people}`} data-edge>
      <thead>
        <tr>
          <th scope="col">{t('people.name')}</th>
          <th scope="col">{t('people.specialty')}</th>
          <th scope="col">{t('people.state')}</th>
          <th scope="col" className={table.number}>
            {t('people.open')}
          </th>
        </tr>
      </thead>
      <tbody>
        {list.map(p => (
          <tr key={p.id}>
            <th scope="row">
              <span className={classes.who}>
                <Portrait name={p.name} photo={p.photo} />
                <span className={classes.words}>
                  <Link to={`/people/${p.id}`} className={classes.name}>
                    <bdi>{p.name}</bdi>
                  </Link>
                  <span className="oso-small oso-ink-2" dir="auto">
                    {[p.titles.split(';')[0], p.position, p.hospital].filter(Boolean).join(', ') || p.roles.map(r => say('role', r)).join(', ')}
                  </span>
                </span>
              </span>
            </th>
            <td dir="auto">{p.specialties.join(', ') || '–'}</td>
            <td>
              <ul className={classes.standing}>
                {standing(p).map(s => (
                  <li key={s.text} className={s.kind === 'problem' ? 'oso-problem' : s.kind === 'time' ? 'oso-time' : 'oso-ink-2'}>
                    {s.text}
                  </li>
                ))}
              </ul>
            </td>
            <td className={table.number}>{p.capacity > 0 ? t('people.openOf', { open: p.open, of: p.capacity }) : p.open}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
