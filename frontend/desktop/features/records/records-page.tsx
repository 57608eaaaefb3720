import { after } from '@shared/after'
import { Menu } from '@mantine/core'
import { IconDisc, IconDots, IconFiles, IconPhoto, IconPlus } from '@tabler/icons-react'
import { Button, ButtonLink, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { LongWork } from '@shared/ui/long-work'
import { Note } from '@shared/ui/notice'
import { Segments } from '@shared/ui/segments'
import { Empty, Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useViewerSoon } from '@shared/viewer/soon'
import { formatBytes } from '@shared/format/number'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useOutletContext, useSearchParams } from 'react-router'
import { useChoose } from '../../api/records/choose'
import { useExportRecords } from '../../api/records/export'
import { useImport } from '../../api/records/get-import'
import { useGoOn } from '../../api/records/go-on'
import { useRecords } from '../../api/records/list-records'
import { useStartImport } from '../../api/records/start-import'
import { useStopImport } from '../../api/records/stop-import'
import { type CaseView, type ImportState, onDrop, type RecordList, type StoredRecord, type Unfinished } from '../../bridge'
import { aboutParam, inParam } from '../../lib/case-pages'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { CaseReader } from './case-reader'
import { DecideView } from './decide-view'
import { allRecords, type RecordPlace, SearchRecords } from './search-records'
import { FoundTable } from './found-table'
import { KeyImages } from './key-images'
import { LockedArchive } from './locked-archive'
import { matterOf, matters, waiting } from './matters'
import { UnfinishedImport } from './unfinished'
import classes from './records.module.css'

/** What the case holds and what import finds, while it finds it. */
export function RecordsPage() {
  const { t } = useTranslation('desktop')
  const { view } = useOutletContext<{ view: CaseView }>()
  const id = view.row.id
  const records = useRecords(id)
  const running = useImport(id).data
  const pick = useChoose()
  const start = useStartImport()
  const [chosen, setChosen] = useState('')
  const [reading, setReading] = useState<{ record: StoredRecord; at?: RecordPlace } | null>(null)
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const [shown, setShown] = useState<'decide' | 'all' | ''>(params.get('view') === 'decide' ? 'decide' : '')
  const begin = start.mutate

  useEffect(() => {
    if (!view.editable) return
    return onDrop(paths => {
      if (paths.length > 0) begin({ id, paths })
    })
  }, [id, view.editable, begin])

  const add = (what: 'files' | 'folder') =>
    after(pick.mutateAsync(what), {
      done: paths => {
        if (paths.length > 0) begin({ id, paths })
      },
      failed: 'shown',
    })

  const data = records.data
  // An address leads to a page of a record: from an opinion that cites it.
  const led = params.get('record')
  const [followed, setFollowed] = useState('')
  if (data && led && followed !== led) {
    setFollowed(led)
    const record = allRecords(data).find(r => r.id === led)
    if (record) setReading({ record, at: { page: Math.max(1, Number(params.get('page')) || 1), find: '' } })
  }
  const all = data ? matters(data) : []
  const left = waiting(all)
  // Another leads to one thing that a check of the case found; each time that it is followed.
  const about = params.get(aboutParam)
  const { key } = useLocation()
  const [ledTo, setLedTo] = useState('')
  if (data && about && ledTo !== key) {
    setLedTo(key)
    const matter = matterOf(all, about, params.get(inParam) ?? '')
    if (matter) setChosen(matter.id)
    setShown('decide')
  }
  // What waits is shown first; what comes while somebody looks takes nobody away from it.
  if (data && shown === '') setShown(left > 0 ? 'decide' : 'all')
  const choose = (f: string) => {
    setChosen(f)
    setShown('decide')
  }
  return (
    <main className={classes.page} aria-label={t('records.title')}>
      {running?.running ? <Running state={running} /> : null}
      {running?.running && !running.paused && running.locked.name ? <LockedArchive key={`${running.locked.name}${running.locked.wrong}${running.locked.tried}`} state={running} /> : null}
      {data ? (
        <Toolbar onOpen={(record, at) => setReading({ record, at })} view={view} data={data} busy={running?.running ?? false} add={add}>
          {all.length > 0 ? (
            <Segments
              label={t('decide.view')}
              value={shown === 'decide' ? 'decide' : 'all'}
              options={[
                { value: 'decide', label: left > 0 ? t('decide.open', { count: left }) : t('decide.openNone') },
                { value: 'all', label: t('decide.records') },
              ]}
              onChange={setShown}
            />
          ) : null}
        </Toolbar>
      ) : null}
      {start.error || pick.error ? (
        <div className={classes.inset}>
          <FaultNote fault={start.error ?? pick.error} />
        </div>
      ) : null}
      {data ? <Outcome state={running} rest={view.editable ? lastEarly(data.unfinished) : undefined} told={shown !== 'decide'} /> : null}
      {data && shown === 'decide' && all.length > 0 ? (
        <DecideView view={view} data={data} running={running} chosen={chosen} onChoose={setChosen} led={ledTo} />
      ) : (
        <div className={classes.found}>
          {records.error ? (
            <div className={classes.inset}>
              <FaultPage fault={records.error} retry={() => void records.refetch()} />
            </div>
          ) : !data ? (
            <div className={classes.inset}>
              <Loading what={t('records.loading')} />
            </div>
          ) : (
            <>
              {view.editable ? data.unfinished.map(u => <UnfinishedImport key={u.id} id={id} what={u} busy={running?.running ?? false} />) : null}
              {data.people.length === 0 && data.kept.length === 0 && !running?.running ? (
                <div className={classes.inset}>
                  <Empty what={t('records.empty')} how={t('records.emptyHow')} />
                </div>
              ) : (
                <FoundTable data={data} editable={view.editable} running={running} current={undefined} onChoose={f => choose(f.id)} onRead={record => setReading({ record })} />
              )}
              <KeyImages id={id} />
              <Missing data={data} />
            </>
          )}
        </div>
      )}
      {reading ? <CaseReader id={id} record={reading.record} at={reading.at} onClose={() => (params.get('from') === 'opinion' && reading.record.id === led ? void navigate(-1) : setReading(null))} /> : null}
    </main>
  )
}

/** What was declared by upload and is not here yet. */
function Missing({ data }: { data: RecordList }) {
  const { t } = useTranslation('desktop')
  if (data.missing.length === 0) return null
  return (
    <section className={classes.outcome}>
      <h3>{t('records.missing')}</h3>
      <ul className={classes.plain}>
        {data.missing.map(m => (
          <li key={m}>{m}</li>
        ))}
      </ul>
    </section>
  )
}

type ToolbarProps = { onOpen: (r: StoredRecord, at: RecordPlace) => void; view: CaseView; data: RecordList; busy: boolean; add: (what: 'files' | 'folder') => void; children: ReactNode }

function Toolbar({ onOpen, view, data, busy, add, children }: ToolbarProps) {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const save = useExportRecords()
  const toast = useToast()
  const none = data.files === 0
  const images = data.people.some(p => p.studies.some(s => s.images > 0))
  useViewerSoon(images)
  return (
    <div className={classes.toolbar}>
      <h2>{t('records.title')}</h2>
      <span className="oso-small oso-ink-2">{none ? t('records.drop') : t('records.summary', { count: data.files, bytes: formatBytes(data.bytes) })}</span>
      {children}
      <span className={`${classes.acts} oso-end`}>
        <SearchRecords id={view.row.id} data={data} onOpen={onOpen} />
        {images ? (
          <ButtonLink to={`/case/${view.row.id}/images`} icon={<Icon of={IconPhoto} />}>
            {t('records.look')}
          </ButtonLink>
        ) : null}
        {view.editable && none ? (
          <>
            <Button icon={<Icon of={IconFiles} />} onClick={() => add('files')}>
              {t('records.files')}
            </Button>
            <Button kind={busy ? 'default' : 'primary'} icon={<Icon of={IconDisc} />} onClick={() => add('folder')}>
              {t('records.folder')}
            </Button>
          </>
        ) : view.editable ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button icon={<Icon of={IconPlus} />}>{t('records.add')}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<Icon of={IconFiles} />} onClick={() => add('files')}>
                {t('records.files')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon of={IconDisc} />} onClick={() => add('folder')}>
                {t('records.folder')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
        <Menu position="bottom-end">
          <Menu.Target>
            <IconButton label={t('records.more')}>
              <Icon of={IconDots} />
            </IconButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void navigate(`/case/${view.row.id}/imports`)}>{t('records.imports')}</Menu.Item>
            {!none && !busy ? (
              <Menu.Item
                onClick={() =>
                  after(save.mutateAsync(view.row.id), {
                    done: saved => {
                      if (saved.folder) toast(t('records.exported', { count: saved.files }))
                    },
                    failed: 'shown',
                  })
                }
              >
                {t('records.export')}
              </Menu.Item>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      </span>
      {save.error ? <FaultNote fault={save.error} /> : null}
    </div>
  )
}

function Running({ state }: { state: ImportState }) {
  const { t } = useTranslation('desktop')
  const stop = useStopImport()
  const stalled = state.stalled ? (state.source ? t('records.stalled', { source: state.source }) : t('records.stalledPlain')) : ''
  const does = state.paused ? t('records.paused') : state.queued ? t('records.queued') : state.source ? t('records.reading', { source: state.source }) : t('records.readingPlain')
  return (
    <>
      <LongWork
        title={state.behind > 0 ? t('records.behind', { count: state.behind, does }) : does}
        work={{ files: state.files, totalFiles: state.total_files, bytes: state.bytes, totalBytes: state.total_bytes, rate: state.rate, seconds: state.seconds }}
        stop={
          <Button kind="plain" busy={stop.isPending && t('records.stopping')} onClick={() => stop.mutate(state.case)}>
            {t('records.stop')}
          </Button>
        }
      />
      {stalled ? (
        <div className={classes.inset} role="status">
          <Note kind="time" title={stalled}>
            {t('records.stalledSays')}
          </Note>
        </div>
      ) : null}
    </>
  )
}

/** The import that ended last before all was read. */
function lastEarly(all: Unfinished[]): Unfinished | undefined {
  return all.filter(u => u.early).sort((a, b) => a.at.localeCompare(b.at)).at(-1)
}

/**
 * How the last import ended: what is kept, and what went wrong. rest: it, where it can go on; told: it stands
 * beneath with why it ended and what was not taken, so that neither is said twice.
 */
function Outcome({ state, rest, told }: { state: ImportState | undefined; rest: Unfinished | undefined; told: boolean }) {
  const { t } = useTranslation('desktop')
  const goOn = useGoOn()
  const [shown, setShown] = useState(false)
  if (!state || state.running || (!state.files && !state.fault.kind)) return null
  const read = state.imported + state.kept
  const below = told && rest !== undefined
  const refused = below ? 0 : state.rejected.length + state.more_rejected
  return (
    <div className={classes.outcome}>
      {state.fault.kind && !(below && (rest.away || state.fault.kind === 'disk-full')) ? (
        <FaultNote
          fault={state.fault}
          act={
            rest && !told ? (
              <Button busy={goOn.isPending && t('records.goingOn')} onClick={() => goOn.mutate({ id: state.case, unfinished: rest.id })}>
                {t('records.goOn')}
              </Button>
            ) : undefined
          }
        />
      ) : null}
      <FaultNote fault={goOn.error} />
      <p className="oso-small oso-ink-3" role="status">
        {[state.stopped ? t('records.stopped') : '', read > 0 ? t('records.doneAll', { count: read }) : '', state.duplicate > 0 ? t('records.duplicates', { count: state.duplicate }) : '', state.left_out > 0 ? t('records.duplicatesLeft', { count: state.left_out }) : '']
          .filter(Boolean)
          .join(' ')}{' '}
        {refused > 0 ? (
          <>
            {t('records.rejected', { count: refused })}{' '}
            <Button kind="link" aria-expanded={shown} onClick={() => setShown(!shown)}>
              {t('records.showThem')}
            </Button>
          </>
        ) : null}
      </p>
      {shown && refused > 0 ? (
        <ul className={classes.files} aria-label={t('records.rejectedTitle')}>
          {state.rejected.map((r, i) => (
            <li key={i}>
              <bdi>{r.name}</bdi>
              <span className="oso-ink-2">{r.reason}</span>
            </li>
          ))}
          {state.more_rejected > 0 ? <li className="oso-ink-2">{t('records.andMore', { count: state.more_rejected })}</li> : null}
        </ul>
      ) : null}
    </div>
  )
}
