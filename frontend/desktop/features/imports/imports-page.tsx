import { Button, ButtonLink } from '@shared/ui/button'
import { Facts } from '@shared/ui/facts'
import { Glyph } from '@shared/ui/glyph'
import { Note } from '@shared/ui/notice'
import { Segments } from '@shared/ui/segments'
import { Empty, Loading } from '@shared/ui/states'
import { formatMoment } from '@shared/format/date'
import { formatBytes, formatCount } from '@shared/format/number'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOutletContext } from 'react-router'
import { useImportFiles } from '../../api/records/list-import-files'
import { useImports } from '../../api/records/list-imports'
import type { CaseView, ImportFile, ImportSummary } from '../../bridge'
import { FaultPage } from '../../lib/fault-view'
import classes from './imports.module.css'

const views = ['all', 'rejected', 'kept', 'unread'] as const
type View = (typeof views)[number]

/** What each import into the case met and what became of it, also long after. */
export function ImportsPage() {
  const { t } = useTranslation('desktop')
  const { view } = useOutletContext<{ view: CaseView }>()
  const id = view.row.id
  const imports = useImports(id)
  const [chosen, setChosen] = useState('')
  const all = imports.data ?? []
  const current = all.find(x => x.id === chosen) ?? all[0]
  return (
    <div className={classes.grid}>
      <nav className={classes.list} aria-label={t('imports.title')}>
        <div className={classes.head}>
          <h2>{t('imports.title')}</h2>
          <ButtonLink kind="plain" to={`/case/${id}/records`}>
            {t('imports.back')}
          </ButtonLink>
        </div>
        {all.map(x => (
          <button key={x.id} type="button" className={classes.entry} aria-current={x.id === current?.id || undefined} onClick={() => setChosen(x.id)}>
            <Glyph kind={x.open ? 'time' : 'done'} />
            <span className={classes.entryText}>
              <bdi className={classes.name}>{x.sources.join(', ')}</bdi>
              <span className="oso-small oso-ink-2">{formatMoment(x.at)}</span>
              <span className="oso-small oso-ink-2">{t('imports.read', { done: formatCount(x.read), total: formatCount(x.found) })}</span>
            </span>
          </button>
        ))}
      </nav>
      <main className={classes.report} aria-label={t('imports.report')}>
        {imports.error ? (
          <FaultPage fault={imports.error} retry={() => void imports.refetch()} />
        ) : !imports.data ? (
          <Loading what={t('imports.loading')} />
        ) : current ? (
          <Report key={current.id} id={id} what={current} />
        ) : (
          <Empty what={t('imports.none')} how={t('imports.noneHow')} />
        )}
      </main>
    </div>
  )
}

function Report({ id, what }: { id: string; what: ImportSummary }) {
  const { t } = useTranslation('desktop')
  const [shown, setShown] = useState<View>(what.refused > 0 ? 'rejected' : 'all')
  const files = useImportFiles(id, what.listed ? what.id : '', shown)
  const list = files.data?.pages.flatMap(p => p.files) ?? []
  const again = what.again.map(a => t('imports.again', { at: formatMoment(a.at), by: a.by }))
  return (
    <>
      <h2>
        <bdi>{what.sources.join(', ')}</bdi>
      </h2>
      <Ending what={what} />
      <Facts
        facts={[
          { label: t('imports.began'), value: t('imports.again', { at: formatMoment(what.at), by: what.by }) },
          ...(again.length > 0 ? [{ label: t('imports.goneOn'), value: again.join('; ') }] : []),
          ...(what.ended ? [{ label: t('imports.ended'), value: formatMoment(what.ended) }] : []),
          ...(what.places.length > 0 ? [{ label: t('imports.from'), value: <bdi className={classes.place}>{what.places.join(', ')}</bdi> }] : []),
          {
            label: t('imports.outcome'),
            value: [
              t('imports.counts.imported', { count: what.imported }),
              what.kept > 0 ? t('imports.counts.kept', { count: what.kept }) : '',
              what.duplicate > 0 ? t('imports.counts.duplicate', { count: what.duplicate }) : '',
              what.refused > 0 ? t('imports.counts.rejected', { count: what.refused }) : '',
              what.unread > 0 ? t('imports.counts.unread', { count: what.unread }) : '',
              what.apart > 0 ? t('imports.counts.apart', { count: what.apart }) : '',
            ]
              .filter(Boolean)
              .join(', '),
          },
          { label: t('imports.stored'), value: formatBytes(what.bytes) },
        ]}
      />
      {what.listed ? (
        <>
          <div className={classes.bar}>
            <Segments label={t('imports.show')} value={shown} options={views.map(v => ({ value: v, label: t(`imports.views.${v}`) }))} onChange={setShown} />
          </div>
          {files.error ? (
            <FaultPage fault={files.error} retry={() => void files.refetch()} />
          ) : files.isPending ? (
            <Loading what={t('imports.loading')} />
          ) : list.length === 0 ? (
            <p className="oso-ink-2">{t('imports.noFiles')}</p>
          ) : (
            <Files files={list} />
          )}
          {files.hasNextPage ? (
            <Button busy={files.isFetchingNextPage && t('imports.loading')} onClick={() => void files.fetchNextPage()}>
              {t('imports.more')}
            </Button>
          ) : null}
        </>
      ) : null}
    </>
  )
}

/** How it ended, and what a person said about what did not come in. */
function Ending({ what }: { what: ImportSummary }) {
  const { t } = useTranslation('desktop')
  if (what.aside_by) {
    return (
      <Note title={t('imports.aside', { by: what.aside_by, at: formatMoment(what.aside_at) })}>
        {[what.why, what.aside_reason].filter(Boolean).join(' ')}
      </Note>
    )
  }
  if (what.queued) return <Note title={t('records.queued')} />
  if (what.running || !what.open) return null
  return (
    <Note kind="time" title={t('imports.open')}>
      {what.ended || what.stuck ? what.why : t('records.killed')}
    </Note>
  )
}

function Files({ files }: { files: ImportFile[] }) {
  const { t } = useTranslation('desktop')
  return (
    <table className={classes.files} aria-label={t('imports.files')}>
      <thead>
        <tr>
          <th scope="col">{t('imports.file')}</th>
          <th scope="col">{t('imports.became')}</th>
          <th scope="col" className={classes.bytes}>
            {t('imports.size')}
          </th>
        </tr>
      </thead>
      <tbody>
        {files.map((f, i) => (
          <tr key={i}>
            <td>
              <bdi>{f.path || t('imports.nameless')}</bdi>
            </td>
            <td>
              {t(`imports.outcomes.${outcomeOf(f)}`)}
              {f.reason ? <span className={`${classes.why} oso-ink-2`}>{f.reason}</span> : null}
              {f.decided ? (
                <span className={`${classes.why} oso-ink-2`}>
                  {t(f.left_out ? 'imports.decidedOut' : 'imports.decidedKept', { by: f.decided_by })} {f.decided_why}
                </span>
              ) : null}
            </td>
            <td className={classes.bytes}>{formatBytes(f.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const outcomes = ['imported', 'kept', 'duplicate', 'rejected', 'unread', 'opened', 'later', 'apart'] as const

function outcomeOf(f: ImportFile): (typeof outcomes)[number] | 'other' {
  return outcomes.find(o => o === f.outcome) ?? 'other'
}
