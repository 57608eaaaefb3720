import { after } from '@shared/after'
import { Menu } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronDown, IconDisc, IconList, IconLock, IconPlus, IconSettings, IconSortDescending } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { GroupedTable, type GroupedTableHandle } from '@shared/ui/grouped-table'
import { Icon } from '@shared/ui/icon'
import { useSexAge } from '@shared/ui/identity'
import { Key, KeyHints } from '@shared/ui/keys'
import { Meter } from '@shared/ui/long-work'
import { Banner } from '@shared/ui/notice'
import { Frame, Header } from '@shared/ui/page'
import { SearchField } from '@shared/ui/search-field'
import { SideAct, SideColumn, SideHeading, SideItem, SideList, SideOwner } from '@shared/ui/side-column'
import { Empty, Loading } from '@shared/ui/states'
import { formatListDate, formatMoment } from '@shared/format/date'
import { formatCount } from '@shared/format/number'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { useCases } from '../../api/cases/list-cases'
import { useDiscPlans, useGoOnWithPlan, useSetPlanAside } from '../../api/disc/plans'
import { useLookAtDisc } from '../../api/disc/look-at-disc'
import { useAdding } from '../../api/records/get-adding'
import { useSyncStatus } from '../../api/sync/get-status'
import { useNotices, useReadNotice } from '../../api/sync/notices'
import { useSyncNow } from '../../api/sync/sync-now'
import { type CaseRow, onDrop } from '../../bridge'
import { type Turn, turns } from '../../lib/case-status'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { useLock } from '../../lib/leaving'
import { useSession } from '../../lib/session-context'
import { useStandingWords } from '../../lib/use-standing-words'
import { useColumns } from './case-columns'
import { type Filter, grouped, noFilter, sharedNames, sorts } from './case-filter'
import classes from './cases.module.css'
import { FoundDiscs } from './found-discs'
import { useListPlace } from './use-list-place'

const glyphs = { you: 'you', patient: 'patient', us: 'us', done: 'done' } as const

/** All cases of this workstation, grouped by whose turn it is. */
export function CasesPage() {
  const { t } = useTranslation('desktop')
  const session = useSession()
  const navigate = useNavigate()
  const cases = useCases()
  const [params] = useSearchParams()
  const turn = turns.find(x => x === params.get('turn')) ?? ''
  const [filter, setFilter] = useState<Filter>(noFilter)
  const [place, remember] = useListPlace()
  const [current, setCurrent] = useState(place)
  const list = useRef<GroupedTableHandle>(null)
  const search = useRef<HTMLInputElement>(null)
  const alike = useMemo(() => sharedNames(cases.data ?? []), [cases.data])
  const columns = useColumns(session.role, alike)
  const words = useStandingWords()
  const sexAge = useSexAge()
  useHotkeys([['/', () => search.current?.focus()]], ['INPUT', 'TEXTAREA'])
  useEffect(() => list.current?.focus(), [cases.isSuccess])
  const { mutateAsync: look, error: notLooked } = useLookAtDisc()
  useEffect(
    () =>
      onDrop(paths => {
        if (paths.length > 0) after(look(paths), { lead: () => void navigate('/disc'), failed: 'shown' })
      }),
    [look, navigate],
  )

  const all = cases.data ?? []
  const groups = grouped(all, { ...filter, turn }, session)
  const shown = groups.flatMap(g => g.rows)
  // The next act is visible at once: with nothing chosen the first row is the current one.
  const at = shown.some(s => s.row.id === current) ? current : (shown[0]?.row.id ?? '')
  const physicians = [...new Set(all.map(r => r.physician).filter(Boolean))].sort()

  const choose = (id: string) => {
    setCurrent(id)
    remember(id)
  }
  const open = (row: CaseRow) => {
    remember(row.id)
    void navigate(row.opinion === 'arrived' || row.opinion === 'corrected' ? `/case/${row.id}/opinion` : row.outcome_asked ? `/case/${row.id}/course` : `/case/${row.id}`)
  }

  return (
    <Frame side={<CasesSide all={all} turn={turn} />}>
      <Header>
        <h1>{t('list.title')}</h1>
        <SearchField
          ref={search}
          className={classes.search}
          label={t('list.search')}
          words={filter.text}
          onWords={text => setFilter({ ...filter, text })}
          chord="/"
          onKeyDown={e => {
            if (e.key === 'Escape') setFilter({ ...filter, text: '' })
            if (e.key === 'Escape' || e.key === 'ArrowDown' || e.key === 'Enter') list.current?.focus()
          }}
        />
        <div className={classes.filters}>
          <Choose label={t('list.physicianFilter')} value={filter.physician} values={physicians.map(p => [p, p])} onChange={physician => setFilter({ ...filter, physician })} />
          <span className={classes.wideOnly}>
            <Choose
              label={t('list.serviceFilter')}
              value={filter.service}
              values={(['second-opinion', 'imaging', 'pathology', 'video'] as const).map(s => [s, t(`service.${s}`)])}
              onChange={service => setFilter({ ...filter, service })}
            />
          </span>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button kind="plain" icon={<Icon of={IconSortDescending} />}>
                {t(sorts[filter.sort])}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {(Object.keys(sorts) as Filter['sort'][]).map(s => (
                <Menu.Item key={s} onClick={() => setFilter({ ...filter, sort: s })}>
                  {t(sorts[s])}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      </Header>
      <ToRead />
      <UnfilledCases />
      <FaultNote fault={notLooked} />
      <FoundDiscs />
      <main className={classes.main}>
        {cases.error ? (
          <div className={classes.inset}>
            <FaultPage fault={cases.error} retry={() => void cases.refetch()} />
          </div>
        ) : cases.isPending ? (
          <div className={classes.inset}>
            <Loading what={t('list.loading')} />
          </div>
        ) : (
          <GroupedTable
            ref={list}
            label={t('list.label')}
            columns={columns}
            widths="28px minmax(170px,1.1fr) minmax(150px,.94fr) minmax(150px,.98fr) 102px 174px"
            narrowWidths="24px minmax(170px,1.25fr) minmax(190px,1fr) 170px"
            groups={groups.map(g => ({ key: g.turn, glyph: glyphs[g.turn], title: t(`turn.${g.turn}`), rows: g.rows }))}
            rowKey={r => r.row.id}
            rowLabel={r => t('list.rowLabel', { name: r.row.name || t('list.noName'), sexAge: sexAge(r.row.sex, r.row.birth_date), stands: words(r.standing) })}
            current={at}
            onCurrent={choose}
            onOpen={r => open(r.row)}
            letters={{ n: () => void navigate('/new'), '/': () => search.current?.focus() }}
            empty={
              all.length === 0 ? (
                <Empty what={t('list.empty')} how={t('list.emptyHow')} act={<Button onClick={() => void navigate('/new')}>{t('list.emptyAct')}</Button>} />
              ) : (
                <Empty what={t('list.none')} how={t('list.noneHow')} act={<Button onClick={() => setFilter({ ...noFilter, sort: filter.sort })}>{t('list.clear')}</Button>} />
              )
            }
          />
        )}
      </main>
      <CaseListKeys />
    </Frame>
  )
}

/** What happened without anybody at the desk: it stands until somebody says that it was read. */
function ToRead() {
  const { t } = useTranslation('desktop')
  const notice = useNotices().data?.[0]
  const read = useReadNotice()
  if (!notice) return null
  return (
    <Banner kind="time" title={formatMoment(notice.at)} act={<Button onClick={() => read.mutate(notice.id)}>{t('list.noticeRead')}</Button>}>
      {notice.message}
    </Banner>
  )
}

/** Cases that were begun from a disc and have not got all their records: the program ended under it, or somebody stopped it. */
function UnfilledCases() {
  const { t } = useTranslation('desktop')
  const plan = useDiscPlans().data?.find(p => !p.running)
  const goOn = useGoOnWithPlan()
  const setAside = useSetPlanAside()
  if (!plan) return null
  const source = plan.sources.join(', ')
  const done = plan.left === 0 // and something was not added: it stands here until somebody has read why
  return (
    <Banner
      kind="time"
      title={done ? t('disc.planNotAll', { source }) : t('disc.planTitle', { count: plan.left, source })}
      act={
        <span className={classes.acts}>
          {done ? null : <Button onClick={() => goOn.mutate(plan.id)}>{t('disc.goOn')}</Button>}
          <Button kind="plain" onClick={() => setAside.mutate(plan.id)}>
            {t(done ? 'list.noticeRead' : 'disc.setAside')}
          </Button>
        </span>
      }
    >
      {[...plan.why, done ? '' : t('disc.planSays')].filter(Boolean).join(' ')}
      <FaultNote fault={goOn.error ?? setAside.error} />
    </Banner>
  )
}

function CaseListKeys() {
  const { t } = useTranslation('shared')
  const { t: desk } = useTranslation('desktop')
  return (
    <KeyHints
      hints={[
        { keys: ['↑', '↓'], does: t('keys.move') },
        { keys: ['Enter'], does: t('keys.open') },
        { keys: ['N'], does: t('keys.new') },
        { keys: ['/'], does: t('keys.search') },
      ]}
      end={
        <>
          <Key>Ctrl K</Key> {desk('side.commands')}
        </>
      }
    />
  )
}

/** A filter as a menu: the label, the value in bold. */
function Choose({ label, value, values, onChange }: { label: string; value: string; values: (readonly [string, string])[]; onChange: (v: string) => void }) {
  const { t } = useTranslation('desktop')
  const name = values.find(([v]) => v === value)?.[1]
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button kind="plain">
          {label} <b className={classes.filterValue}>{name ?? t('list.filterAll')}</b> <Icon of={IconChevronDown} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onChange('')}>{t('list.filterAll')}</Menu.Item>
        {values.map(([v, words]) => (
          <Menu.Item key={v} onClick={() => onChange(v)}>
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function CasesSide({ all, turn }: { all: CaseRow[]; turn: Turn | '' }) {
  const { t } = useTranslation('desktop')
  const session = useSession()
  const navigate = useNavigate()
  const lock = useLock()
  const counts = new Map(grouped(all, noFilter, session).map(g => [g.turn, g.rows.length]))
  return (
    <SideColumn
      label={t('side.cases')}
      foot={
        <>
          <AddingLine />
          <SyncLine />
          <SideAct icon={<Icon of={IconLock} />} label={t('side.lock')} keys="Ctrl L" onClick={() => lock()} />
        </>
      }
    >
      <SideOwner name={session.clinic.name || t('app.name')} detail={<bdi>{session.user}</bdi>} />
      <SideAct filled icon={<Icon of={IconPlus} />} label={t('side.new')} keys="N" onClick={() => void navigate('/new')} />
      <SideAct icon={<Icon of={IconDisc} />} label={t('side.disc')} onClick={() => void navigate('/disc')} />
      <SideList>
        <SideItem icon={<Icon of={IconList} />} label={t('side.all')} count={all.length} to="/" current={turn === ''} />
        {turns.map(x => (
          <SideItem key={x} icon={<Glyph kind={glyphs[x]} />} label={t(`turn.${x}`)} count={counts.get(x) ?? 0} to={`/?turn=${x}`} current={turn === x} />
        ))}
      </SideList>
      <SideHeading>{t('side.elsewhere')}</SideHeading>
      <SideList>
        <SideItem icon={<Icon of={IconSettings} />} label={t('side.settings')} to="/settings" />
      </SideList>
    </SideColumn>
  )
}

/** The imports that run in any case. */
function AddingLine() {
  const { t } = useTranslation('desktop')
  const adding = useAdding().data
  if (!adding?.cases) {
    if (!adding?.waiting) return null
    return (
      <div className={classes.sync} role="status">
        <span className="oso-small">{t('sync.waiting', { count: adding.waiting })}</span>
        {adding.waiting_total > 0 ? <span className="oso-smallest oso-ink-3">{t('imports.read', { done: formatCount(adding.waiting_files), total: formatCount(adding.waiting_total) })}</span> : null}
      </div>
    )
  }
  const words = adding.total_files > 0 ? t('sync.adding', { percent: Math.floor((adding.files / adding.total_files) * 100) }) : t('sync.addingCount')
  return (
    <div className={classes.sync} role="status">
      <span className="oso-small">{words}</span>
      <Meter done={adding.files} total={adding.total_files} label={words} />
      {adding.total_files > 0 ? <span className="oso-smallest oso-ink-3">{t('imports.read', { done: formatCount(adding.files), total: formatCount(adding.total_files) })}</span> : null}
    </div>
  )
}

/** The line to OSO: what is being sent, when it last worked, or that it does not. */
function SyncLine() {
  const { t } = useTranslation('desktop')
  const { t: shared } = useTranslation('shared')
  const sync = useSyncStatus().data
  const now = useSyncNow()
  const navigate = useNavigate()
  if (!sync) return null
  const last = sync.last ? t('sync.last', { time: formatListDate(sync.last, new Date(), shared('when.yesterday')) }) : t('sync.never')
  const percent = sync.total > 0 ? Math.floor((sync.sent / sync.total) * 100) : 0
  return (
    <div className={classes.sync} role="status">
      {!sync.enrolled ? (
        <span className="oso-smallest oso-ink-3">
          {t('sync.notEnrolled')}{' '}
          <Button kind="link" onClick={() => void navigate('/settings')}>
            {t('sync.enrol')}
          </Button>
        </span>
      ) : sync.running ? (
        <>
          <span className="oso-small">{sync.cases > 0 && sync.total > 0 ? t('sync.sending', { count: sync.cases, percent }) : t('sync.receiving')}</span>
          <Meter done={sync.sent} total={sync.total} label={t('sync.sending', { count: sync.cases, percent })} />
          <span className="oso-smallest oso-ink-3">{last}</span>
        </>
      ) : (
        <>
          {sync.fault.kind ? <span className="oso-smallest oso-ink-2">{sync.fault.kind === 'unreachable' ? t('sync.offline') : sync.fault.message}</span> : null}
          <span className={classes.syncRow}>
            <span className="oso-smallest oso-ink-3">{last}</span>
            <Button kind="link" className="oso-end" onClick={() => now.mutate()}>
              {t('sync.nowShort')}
            </Button>
          </span>
        </>
      )}
    </div>
  )
}
