import { IconDisc, IconFiles, IconPhoto } from '@tabler/icons-react'
import { Button, ButtonLink } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { LongWork } from '@shared/ui/long-work'
import { Note } from '@shared/ui/notice'
import { Empty, Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { formatBytes } from '@shared/format/number'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOutletContext } from 'react-router'
import { useChoose } from '../../api/records/choose'
import { useExportRecords } from '../../api/records/export'
import { useImport } from '../../api/records/get-import'
import { useRecords } from '../../api/records/list-records'
import { useStartImport } from '../../api/records/start-import'
import { useStopImport } from '../../api/records/stop-import'
import { type CaseView, type Discrepancy, type ImportState, onDrop, type RecordList, type StoredRecord } from '../../bridge'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { AgainColumn, DecisionColumn } from './decision-column'
import { CaseReader } from './case-reader'
import { FoundTable } from './found-table'
import { UnfinishedImport } from './unfinished'
import classes from './records.module.css'

/** What the case holds and what import finds, while it finds it. */
export function RecordsPage() {
  const { t } = useTranslation('desktop')
  const { view } = useOutletContext<{ view: CaseView }>()
  const id = view.row.id
  const records = useRecords(id)
  const running = useImport(id).data
  const choose = useChoose()
  const start = useStartImport()
  const [chosen, setChosen] = useState('')
  const [reading, setReading] = useState<StoredRecord | null>(null)
  const begin = start.mutate

  useEffect(() => {
    if (!view.editable) return
    return onDrop(paths => {
      if (paths.length > 0) begin({ id, paths })
    })
  }, [id, view.editable, begin])

  const add = (what: 'files' | 'folder') =>
    choose.mutate(what, {
      onSuccess: paths => {
        if (paths.length > 0) begin({ id, paths })
      },
    })

  const data = records.data
  const again = view.editable ? data?.decided.find(f => f.id === chosen) : undefined
  const discrepancy = again ?? data?.open.find(f => f.id === chosen) ?? data?.open[0]
  return (
    <>
      {running?.running ? <Running state={running} /> : null}
      <div className={classes.grid}>
        <main className={classes.found} aria-label={t('records.title')}>
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
              <Toolbar view={view} data={data} busy={running?.running ?? false} add={add} />
              {start.error || choose.error ? (
                <div className={classes.inset}>
                  <FaultNote fault={start.error ?? choose.error} />
                </div>
              ) : null}
              {view.editable ? data.unfinished.map(u => <UnfinishedImport key={u.id} id={id} what={u} busy={running?.running ?? false} />) : null}
              {data.people.length === 0 && data.kept.length === 0 && !running?.running ? (
                <div className={classes.inset}>
                  <Empty what={t('records.empty')} how={t('records.emptyHow')} />
                </div>
              ) : (
                <FoundTable data={data} editable={view.editable} running={running} current={discrepancy} onChoose={f => setChosen(f.id)} onRead={setReading} />
              )}
              <Outcome state={running} />
            </>
          )}
        </main>
        {reading ? <CaseReader id={id} record={reading} onClose={() => setReading(null)} /> : null}
        {data ? <Aside view={view} data={data} discrepancy={view.editable ? discrepancy : undefined} again={again !== undefined} onChoose={setChosen} /> : null}
      </div>
    </>
  )
}

function Toolbar({ view, data, busy, add }: { view: CaseView; data: RecordList; busy: boolean; add: (what: 'files' | 'folder') => void }) {
  const { t } = useTranslation('desktop')
  const save = useExportRecords()
  const toast = useToast()
  const none = data.files === 0
  return (
    <div className={classes.toolbar}>
      <h2>{t('records.title')}</h2>
      <span className="oso-small oso-ink-2">{none ? t('records.drop') : t('records.summary', { count: data.files, bytes: formatBytes(data.bytes) })}</span>
      <span className={`${classes.acts} oso-end`}>
        <ButtonLink kind="plain" to={`/case/${view.row.id}/imports`}>
          {t('records.imports')}
        </ButtonLink>
        {data.people.some(p => p.studies.some(s => s.images > 0)) ? (
          <ButtonLink to={`/case/${view.row.id}/images`} icon={<Icon of={IconPhoto} />}>
            {t('records.look')}
          </ButtonLink>
        ) : null}
        {!none && !busy ? (
          <Button
            kind="plain"
            onClick={() =>
              save.mutate(view.row.id, {
                onSuccess: done => {
                  if (done.folder) toast(t('records.exported', { count: done.files }))
                },
              })
            }
          >
            {t('records.export')}
          </Button>
        ) : null}
        {view.editable ? (
          <>
            <Button icon={<Icon of={IconFiles} />} onClick={() => add('files')}>
              {t('records.files')}
            </Button>
            <Button kind={none && !busy ? 'primary' : 'default'} icon={<Icon of={IconDisc} />} onClick={() => add('folder')}>
              {t('records.folder')}
            </Button>
          </>
        ) : null}
      </span>
      {save.error ? <FaultNote fault={save.error} /> : null}
    </div>
  )
}

function Running({ state }: { state: ImportState }) {
  const { t } = useTranslation('desktop')
  const stop = useStopImport()
  return (
    <LongWork
      title={state.paused ? t('records.paused') : state.queued ? t('records.queued') : state.source ? t('records.reading', { source: state.source }) : t('records.readingPlain')}
      work={{ files: state.files, totalFiles: state.total_files, bytes: state.bytes, totalBytes: state.total_bytes, rate: state.rate, seconds: state.seconds }}
      stop={
        <Button kind="plain" busy={stop.isPending && t('records.stopping')} onClick={() => stop.mutate(state.case)}>
          {t('records.stop')}
        </Button>
      }
    />
  )
}

/** How the last import ended: what is kept, and what went wrong. */
function Outcome({ state }: { state: ImportState | undefined }) {
  const { t } = useTranslation('desktop')
  const [shown, setShown] = useState(false)
  if (!state || state.running || (!state.files && !state.fault.kind)) return null
  const read = state.imported + state.kept
  return (
    <div className={classes.outcome}>
      {state.fault.kind ? <FaultNote fault={state.fault} /> : null}
      <p className="oso-small oso-ink-3" role="status">
        {[state.stopped ? t('records.stopped') : '', read > 0 ? t('records.doneAll', { count: read }) : '', state.duplicate > 0 ? t('records.duplicates', { count: state.duplicate }) : '', state.left_out > 0 ? t('records.duplicatesLeft', { count: state.left_out }) : '']
          .filter(Boolean)
          .join(' ')}{' '}
        {state.rejected.length > 0 ? (
          <>
            {t('records.rejected', { count: state.rejected.length })}{' '}
            <Button kind="link" aria-expanded={shown} onClick={() => setShown(!shown)}>
              {t('records.showThem')}
            </Button>
          </>
        ) : null}
      </p>
      {shown ? (
        <ul className={classes.files} aria-label={t('records.rejectedTitle')}>
          {state.rejected.map((r, i) => (
            <li key={i}>
              <bdi>{r.name}</bdi>
              <span className="oso-ink-2">{r.reason}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

type AsideProps = { view: CaseView; data: RecordList; discrepancy: Discrepancy | undefined; again: boolean; onChoose: (id: string) => void }

function Aside({ view, data, discrepancy, again, onChoose }: AsideProps) {
  const { t } = useTranslation('desktop')
  return (
    <aside className={classes.aside} aria-label={t('records.decision')} data-empty={discrepancy ? undefined : true}>
      {discrepancy && again ? (
        <AgainColumn key={discrepancy.id} caseId={view.row.id} discrepancy={discrepancy} onDone={() => onChoose('')} />
      ) : discrepancy ? (
        <DecisionColumn key={discrepancy.id} caseId={view.row.id} discrepancy={discrepancy} />
      ) : (
        <>
          <h2>{t('records.nothingToDecide')}</h2>
          <p className="oso-small oso-ink-2">{t('records.nothingToDecideSays')}</p>
        </>
      )}
      {!discrepancy && data.missing.length > 0 ? (
        <>
          <hr className="oso-rule" />
          <h3>{t('records.missing')}</h3>
          <ul className={classes.plain}>
            {data.missing.map(m => (
              <li key={m}>{m}</li>
            ))}
          </ul>
        </>
      ) : null}
      {!discrepancy && data.decided.length > 0 ? (
        <>
          <hr className="oso-rule" />
          {data.decided.map(f => (
            <Note
              key={f.id}
              title={f.accepted ? t('records.decidedKept', { what: f.title }) : t('records.decidedLeft', { what: f.title })}
              act={
                view.editable ? (
                  <Button kind="link" onClick={() => onChoose(f.id)}>
                    {f.accepted ? t('records.leaveAfter') : t('records.back')}
                  </Button>
                ) : undefined
              }
            >
              {f.reason} <span className="oso-ink-3">{f.by}</span>
            </Note>
          ))}
        </>
      ) : null}
    </aside>
  )
}
