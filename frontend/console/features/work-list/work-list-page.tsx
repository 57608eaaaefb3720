import { IconPhone } from '@tabler/icons-react'
import { formatMoment } from '@shared/format/date'
import { Button, ButtonLink } from '@shared/ui/button'
import { type GlyphKind } from '@shared/ui/glyph'
import { type Group, GroupedTable, type GroupedTableHandle } from '@shared/ui/grouped-table'
import { Icon } from '@shared/ui/icon'
import { KeyHints } from '@shared/ui/keys'
import { Banner, Note } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { SearchField } from '@shared/ui/search-field'
import { Empty, Loading } from '@shared/ui/states'
import { formatReference } from '@shared/format/number'
import { useToast } from '@shared/ui/toast'
import { after } from '@shared/after'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useFoundCases } from '../../api/cases/get-cases'
import { useAssign, useDesk } from '../../api/desk/desk'
import type { CaseList, Row, Turn } from '../../api/types'
import { ConsoleFrame, writes } from '../../lib/console-frame'
import { useDeferred } from '../../lib/deferred'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { useListPlaces } from '../../lib/list-place'
import { useSignedIn } from '../../lib/me-context'
import { withHour } from '../../lib/clock-there'
import { useWords } from '../../lib/words'
import { AbsenceSheet } from './absence-sheet'
import { FilterBar } from './filter-bar'
import { GiveDialog } from './give-dialog'
import { KeysSheet } from './keys-sheet'
import { casesOf, rowKey } from './row-key'
import { SavedViews } from './saved-views'
import { TaskDialog } from './task-dialog'
import { addressOf, type Filters, turnsOf, useFilters } from './use-filters'
import { useStill } from './use-still'
import { useColumns, useNextWords } from './work-columns'
import classes from './work-list.module.css'

/** Where what ends is seen to, by the kind of its task; else in the directory. */
const endsAt: Partial<Record<string, string>> = { 'clinic-certificate': '/devices', 'partner-contract': '/partners', 'issuing-key': '/keys', 'root-key': '/keys', 'tls-certificate': '/keys' }

/** Where a row leads, by the role that it is here for and what is next. */
export function placeOf(row: Row): string {
  const base = `/case/${row.id}`
  if (!row.id) return endsAt[row.task?.kind ?? ''] ?? (row.task?.subject ? '/people' : '/')
  const role = row.role
  if (row.task?.kind === 'post-letter') return `${base}/post`
  if (role === 'approver') return `${base}/letter`
  if ((row.task?.kind === 'read-message' || row.task?.kind === 'further-questions') && row.task.about) return `${base}?message=${row.task.about}`
  return base
}

/** The work, grouped by whose turn it is. */
export function WorkListPage() {
  const { t } = useTranslation('console')
  const { filters, address, change } = useFilters()
  const places = useListPlaces()
  const [text, setText] = useState(() => places.at(address).text)
  const [limit, setLimit] = useState(() => places.at(address).limit)
  useEffect(() => places.keep(address, { text, limit }), [places, address, text, limit])
  // Each key is no question: the service is asked once typing pauses.
  const asked = useDeferred(text, text === '' ? 0 : 250)
  const cases = useFoundCases(filters, asked, limit)
  const page = addressOf({ ...filters, turn: '', owner: '', partner: '', emergent: false, what: '' })
  return (
    <ConsoleFrame current={filters.stage || (filters.role ? `role/${filters.role}` : 'work')}>
      {cases.data ? (
        <List key={page} list={cases.data} filters={filters} address={address} change={change} text={text} setText={setText} more={() => setLimit(most)} />
      ) : cases.error ? (
        <FaultPage fault={cases.error} retry={() => void cases.refetch()} />
      ) : (
        <Loading what={t('list.loading')} />
      )}
    </ConsoleFrame>
  )
}

const glyphs: Record<Turn, GlyphKind> = { late: 'problem', you: 'you', us: 'us', clinic: 'patient', done: 'done' }

type ListProps = { list: CaseList; filters: Filters; address: string; change: (part: Partial<Filters>) => void; text: string; setText: (text: string) => void; more: () => void }

/** What has been opened over the list. */
type Over = { kind: 'give'; rows: Row[] } | { kind: 'task'; row: Row; act: 'finish-task' | 'put-off-task' } | { kind: 'keys' | 'absences' }

function List({ list, filters, address, change, text, setText, more }: ListProps) {
  const { t } = useTranslation('console')
  const say = useWords()
  const me = useSignedIn()
  const go = useNavigate()
  const toast = useToast()
  const places = useListPlaces()
  const [current, setCurrent] = useState(() => places.at(address).current)
  const [kept, setChosen] = useState<ReadonlySet<string>>(new Set()) // by case
  const [notTaken, setNotTaken] = useState<{ case: string; reference: string; says: string }[]>([])
  const [over, setOver] = useState<Over | null>(null)
  const search = useRef<HTMLInputElement>(null)
  const table = useRef<GroupedTableHandle>(null)
  const scroller = useRef<HTMLElement>(null)
  const take = useAssign()
  const desk = useDesk().data
  const now = new Date(list.now)
  const atDesk = me.roles.includes('coordinator') && (filters.role === '' || filters.role === 'coordinator')
  const still = useStill(list.rows, `${address} ${text} ${list.rows.length > 0 ? list.from : ''}`)
  const { stage, role } = filters

  const rows = still.rows
  // Nobody acts on what is not seen: what a search or a filter leaves out is chosen no more.
  const seen = new Set(rows.map(r => r.id))
  const chosen = new Set([...kept].filter(id => seen.has(id)))
  if (chosen.size < kept.size) setChosen(chosen)

  const choose = (row: Row) => {
    const next = new Set(chosen)
    if (!next.delete(row.id)) next.add(row.id)
    setChosen(next)
  }
  const chooseNothing = () => {
    setChosen(new Set())
    setNotTaken([])
    take.reset()
  }
  const owners = atDesk && (desk?.coordinators.length ?? 0) > 1
  const columns = useColumns(now, { chosen, choose: atDesk ? choose : null, owners })
  const words = useNextWords(now)

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if ((e.key !== '/' && e.key !== '?') || e.ctrlKey || e.metaKey || e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement) return
      // What stands over the list has the keys: it would go, with what was typed there.
      if (document.querySelector('[role="dialog"]')) return
      e.preventDefault()
      if (e.key === '/') search.current?.focus()
      else setOver({ kind: 'keys' })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  // Where somebody was when a case was opened from here.
  const [down] = useState(() => places.at(address).scroll)
  useLayoutEffect(() => {
    if (down > 0 && scroller.current) scroller.current.scrollTop = down
    if (places.at(address).current) table.current?.focus()
    // Once, as the list is drawn again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  const setRow = (key: string) => {
    places.keep(address, { current: key })
    setCurrent(key)
  }

  const row = rows.find(r => rowKey(r) === current)
  const several = () => (chosen.size > 0 ? rows.filter((r, i) => chosen.has(r.id) && rows.findIndex(x => x.id === r.id) === i) : row?.id ? [row] : [])
  const give = (of: Row[]) => (of.length > 0 ? setOver({ kind: 'give', rows: of }) : undefined)
  const takeAll = (of: Row[]) => {
    if (of.length === 0 || take.isPending) return
    setNotTaken([])
    after(take.mutateAsync({ cases: casesOf(of), person: me.id, note: '' }), {
      done: v => {
        if (v.done > 0) toast(t('list.took', { count: v.done }))
        setNotTaken(v.refused.map(x => ({ ...x, reference: of.find(r => r.id === x.case)?.reference ?? '' })))
        setChosen(new Set(v.refused.map(x => x.case)))
      },
      failed: 'shown',
    })
  }
  const doTask = (act: 'finish-task' | 'put-off-task') => (row?.task?.by_hand || (row?.task && row.id && act === 'put-off-task') ? setOver({ kind: 'task', row, act }) : undefined)
  const letters: Record<string, () => void> = {
    r: still.release,
    Escape: chooseNothing,
    ...(atDesk ? { x: () => (row?.id ? choose(row) : undefined), g: () => give(several()), t: () => takeAll(several()), d: () => doTask('finish-task'), l: () => doTask('put-off-task') } : {}),
  }

  const groups: Group<Row>[] = turnsOf.map(turn => ({ key: turn, glyph: glyphs[turn], title: say('turn', turn), rows: rows.filter(r => r.turn === turn) }))
  const critical = rows.find(r => r.critical && r.turn === 'late')
  const late = list.turns.late ?? 0
  const hidden = list.total - list.rows.length
  const soon = rows.filter(r => r.clock && !r.clock.ended && !r.clock.late && r.clock.of - r.clock.day <= 3).length
  const one = role || (me.roles.length === 1 ? me.roles[0] : '')
  const title = stage ? say('state', stage) : one === 'coordinator' || !one ? t('list.title') : one === 'approver' ? t('nav.approvals') : t(writes(one) ? 'nav.cases' : 'nav.allCases')
  const filtered = text !== '' || address !== '/'
  return (
    <>
      <Header>
        <h1>{title}</h1>
        <span className="oso-small oso-ink-2 oso-nowrap">{formatMoment(list.now)}</span>
        <SearchField
          ref={search}
          className={`${classes.search} oso-end`}
          label={t('list.find')}
          words={text}
          onWords={setText}
          chord="/"
          onKeyDown={e => {
            if (e.key === 'Escape') setText('')
            if (e.key === 'Escape' || e.key === 'ArrowDown' || e.key === 'Enter') table.current?.focus()
          }}
        />
      </Header>
      {critical ? (
        <Banner
          kind="problem"
          icon={<Icon of={IconPhone} />}
          title={t('list.call', { physician: critical.physician })}
          act={<ButtonLink to={`/case/${critical.id}`}>{t('list.openIt')}</ButtonLink>}
        >
          {t('list.callCase', { reference: formatReference(critical.reference), telephone: critical.telephone ? t('critical.number', { telephone: withHour(critical.telephone, critical.there, now) }) : t('critical.noNumber') })}
        </Banner>
      ) : null}
      <FilterBar filters={filters} desk={desk} atDesk={atDesk} change={change}>
        {desk && atDesk && desk.coordinators.length > 0 ? (
          <Button kind="link" onClick={() => setOver({ kind: 'absences' })}>
            {t('absence.open')}
          </Button>
        ) : null}
        {desk ? <SavedViews desk={desk} filters={filters} /> : null}
      </FilterBar>
      {filters.emergent && desk ? (
        <p className={classes.lane}>
          {t('list.lane', { release: desk.emergent.release, offer: desk.emergent.offer })} <b>{t('list.noEmergency')}</b>
        </p>
      ) : null}
      <main className={classes.scroll} ref={scroller} onScroll={e => places.keep(address, { scroll: e.currentTarget.scrollTop })}>
        <GroupedTable
          ref={table}
          first
          dense
          label={t('list.label')}
          columns={columns}
          groups={groups}
          widths={`1.75rem 5.4rem minmax(9.5rem,1.5fr) minmax(6rem,.7fr) minmax(12.5rem,1.8fr) minmax(4.25rem,.5fr) ${owners ? 'minmax(4.25rem,.5fr) ' : ''}4.5rem 8.5rem`}
          narrowWidths="1.75rem 5.4rem minmax(8rem,1fr) minmax(11rem,1fr) 9.25rem"
          rowKey={rowKey}
          rowLabel={r =>
            [
              r.patient?.name ?? r.task?.subject?.name ?? (formatReference(r.reference) || t('list.subject')),
              r.emergent ? t('list.emergent') : '',
              say('state', r.state),
              r.next || r.task ? words(r) : '',
            ]
              .filter(Boolean)
              .join(', ')
          }
          current={current}
          onCurrent={setRow}
          onOpen={r => void go(placeOf(r))}
          letters={letters}
          marked={r => chosen.has(r.id)}
          onPointer={on => (on ? still.hold() : still.release())}
          empty={filtered ? <Empty what={t('list.noMatch')} /> : <Empty what={t('list.emptyTitle')} how={one === 'coordinator' ? t('list.emptyHow') : undefined} />}
        />
        {hidden > 0 && filters.turn === '' ? (
          <p className={classes.more}>
            {t('list.hidden', { count: hidden })} {list.rows.length < most ? <Button onClick={more}>{t('list.more')}</Button> : null}
          </p>
        ) : null}
      </main>
      {take.error ? <FaultNote fault={take.error} act={<Button onClick={() => take.reset()}>{t('give.close')}</Button>} /> : null}
      {notTaken.length > 0 ? (
        <Note kind="problem" title={t('list.notTaken', { count: notTaken.length })} live act={<Button onClick={() => setNotTaken([])}>{t('give.close')}</Button>}>
          <ul>
            {notTaken.map(x => (
              <li key={x.case}>
                {formatReference(x.reference)}: {x.says}
              </li>
            ))}
          </ul>
        </Note>
      ) : null}
      {chosen.size > 0 ? (
        <div className={classes.chosen} role="toolbar" aria-label={t('list.chosen', { count: chosen.size })}>
          <b className="oso-grow">{t('list.chosen', { count: chosen.size })}</b>
          <Button kind="link" onClick={chooseNothing}>
            {t('list.clear')}
          </Button>
          <Button keys="T" busy={take.isPending && t('dialog.doing')} onClick={() => takeAll(several())}>
            {t('list.take')}
          </Button>
          <Button kind="primary" keys="G" onClick={() => give(several())}>
            {t('list.give')}
          </Button>
        </div>
      ) : null}
      <KeyHints
        hints={[
          { keys: ['J', 'K'], does: t('keys.move', { ns: 'shared' }) },
          { keys: ['Enter'], does: t('list.openKey') },
          ...(atDesk
            ? [
                { keys: ['X'], does: t('list.chooseKey') },
                { keys: ['G'], does: t('list.giveKey') },
                { keys: ['T'], does: t('list.takeKey') },
              ]
            : []),
          { keys: ['/'], does: t('list.searchKey') },
          { keys: ['?'], does: t('list.helpKey') },
        ]}
        end={
          <span role="status">
            {still.changed > 0 ? t('list.changed', { count: still.changed }) : [late ? t('list.foot_late', { count: late }) : '', soon ? t('list.foot_soon', { count: soon }) : ''].filter(Boolean).join(', ')}
          </span>
        }
      />
      {over?.kind === 'give' ? <GiveDialog rows={over.rows} onClose={() => setOver(null)} onDone={setChosen} /> : null}
      {over?.kind === 'task' ? <TaskDialog row={over.row} act={over.act} onClose={() => setOver(null)} onDone={() => table.current?.focus()} /> : null}
      <KeysSheet open={over?.kind === 'keys'} onClose={() => setOver(null)} />
      {desk ? <AbsenceSheet desk={desk} open={over?.kind === 'absences'} onClose={() => setOver(null)} /> : null}
    </>
  )
}

/** As many rows as the service gives at once. */
const most = 500
