import { IconPhone } from '@tabler/icons-react'
import { formatMoment } from '@shared/format/date'
import { Button, ButtonLink } from '@shared/ui/button'
import { type GlyphKind } from '@shared/ui/glyph'
import { type Group, GroupedTable, type GroupedTableHandle } from '@shared/ui/grouped-table'
import { Icon } from '@shared/ui/icon'
import { KeyHints } from '@shared/ui/keys'
import { Banner } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { SearchField } from '@shared/ui/search-field'
import { Empty, Loading } from '@shared/ui/states'
import { formatReference } from '@shared/format/number'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useFoundCases } from '../../api/cases/get-cases'
import type { CaseList, Role, Row, Turn } from '../../api/types'
import { ConsoleFrame } from '../../lib/console-frame'
import { FaultPage } from '../../lib/fault-view'
import { useSignedIn } from '../../lib/me-context'
import { useTaskWords } from '../../lib/task-words'
import { useWords } from '../../lib/words'
import { useColumns } from './work-columns'
import classes from './work-list.module.css'

/** Where a row leads, by the role that it is here for and what is next. */
export function placeOf(row: Row): string {
  const base = `/case/${row.id}`
  if (!row.id) return row.task?.subject ? '/people' : '/'
  const role = row.role
  if (role === 'approver') return `${base}/letter`
  return base
}

/** A case and its tasks are rows of their own. */
const rowKey = (r: Row): string => (r.task ? `task-${r.task.id}` : r.id)

/** The work, grouped by whose turn it is. */
export function WorkListPage() {
  const { t } = useTranslation('console')
  const me = useSignedIn()
  const params = useParams()
  const stage = params.stage ?? ''
  const role = me.roles.find(r => r === params.role) ?? ''
  const [text, setText] = useState('')
  const [limit, setLimit] = useState(0)
  // Each key is no question: the service is asked once typing pauses.
  const asked = useDeferred(text)
  const cases = useFoundCases(role, stage, asked, limit)
  return (
    <ConsoleFrame current={stage || (role ? `role/${role}` : 'work')}>
      {cases.data ? (
        <List key={`${role}/${stage}`} list={cases.data} role={role} stage={stage} text={text} setText={setText} more={() => setLimit(most)} />
      ) : cases.error ? (
        <FaultPage fault={cases.error} retry={() => void cases.refetch()} />
      ) : (
        <Loading what={t('list.loading')} />
      )}
    </ConsoleFrame>
  )
}

const turns: { turn: Turn; glyph: GlyphKind }[] = [
  { turn: 'late', glyph: 'problem' },
  { turn: 'you', glyph: 'you' },
  { turn: 'us', glyph: 'us' },
  { turn: 'clinic', glyph: 'patient' },
  { turn: 'done', glyph: 'done' },
]

type ListProps = { list: CaseList; role: Role | ''; stage: string; text: string; setText: (text: string) => void; more: () => void }

function List({ list, role, stage, text, setText, more }: ListProps) {
  const { t } = useTranslation('console')
  const say = useWords()
  const me = useSignedIn()
  const go = useNavigate()
  const [current, setCurrent] = useState('')
  const search = useRef<HTMLInputElement>(null)
  const table = useRef<GroupedTableHandle>(null)
  const now = new Date(list.now)
  const columns = useColumns(now)
  const words = useTaskWords()

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== '/' || e.ctrlKey || e.metaKey || e.target instanceof HTMLInputElement) return
      e.preventDefault()
      search.current?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  const groups: Group<Row>[] = turns.map(g => ({
    key: g.turn,
    glyph: g.glyph,
    title: say('turn', g.turn),
    rows: list.rows.filter(r => r.turn === g.turn),
  }))
  const critical = list.rows.find(r => r.critical && r.turn === 'late')
  const late = list.turns.late ?? 0
  const hidden = list.total - list.rows.length
  const soon = list.rows.filter(r => r.clock && !r.clock.ended && !r.clock.late && r.clock.of - r.clock.day <= 3).length
  const one = role || (me.roles.length === 1 ? me.roles[0] : '')
  const title = stage ? say('state', stage) : one === 'coordinator' || !one ? t('list.title') : one === 'approver' ? t('nav.approvals') : t('nav.cases')
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
          {t('list.callCase', { reference: formatReference(critical.reference), telephone: critical.telephone ? t('critical.number', { telephone: critical.telephone }) : t('critical.noNumber') })}
        </Banner>
      ) : null}
      <main className={classes.scroll}>
        <GroupedTable
          ref={table}
          dense
          label={t('list.label')}
          columns={columns}
          groups={groups}
          widths="1.75rem 5.4rem minmax(9rem,1.35fr) minmax(6rem,.85fr) minmax(9rem,1.25fr) minmax(6rem,.9fr) 4.5rem 9.25rem"
          narrowWidths="1.75rem 5.4rem minmax(8rem,1fr) minmax(8rem,1fr) 9.25rem"
          rowKey={rowKey}
          rowLabel={r => [r.patient?.name ?? r.task?.subject?.name ?? (formatReference(r.reference) || t('list.subject')), say('state', r.state), r.task ? words.next(r.task, r.telephone) : say('next', r.next)].filter(Boolean).join(', ')}
          current={current}
          onCurrent={setCurrent}
          onOpen={r => void go(placeOf(r))}
          empty={text || stage ? <Empty what={t('list.noMatch')} /> : <Empty what={t('list.emptyTitle')} how={one === 'coordinator' ? t('list.emptyHow') : undefined} />}
        />
        {hidden > 0 ? (
          <p className={classes.more}>
            {t('list.hidden', { count: hidden })} {list.rows.length < most ? <Button onClick={more}>{t('list.more')}</Button> : null}
          </p>
        ) : null}
      </main>
      <KeyHints
        hints={[
          { keys: ['J', 'K'], does: t('keys.move', { ns: 'shared' }) },
          { keys: ['Enter'], does: t('list.openKey') },
          { keys: ['/'], does: t('list.searchKey') },
        ]}
        end={[late ? t('list.foot_late', { count: late }) : '', soon ? t('list.foot_soon', { count: soon }) : ''].filter(Boolean).join(', ')}
      />
    </>
  )
}

/** As many rows as the service gives at once. */
const most = 500

/** The value as it was when it last stood still. */
function useDeferred(value: string): string {
  const [still, setStill] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), value === '' ? 0 : 250)
    return () => clearTimeout(timer)
  }, [value])
  return still
}
