import { SelectField } from '@shared/form/choice'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Empty, Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimeline } from '../../api/cases/get-timeline'
import type { Case, TimelineEntry } from '../../api/types'
import { FaultPage } from '../../lib/fault-view'
import { useWords } from '../../lib/words'
import classes from './case.module.css'

const kinds = ['case', 'calls', 'messages', 'records', 'specialist', 'opinion', 'money', 'notices'] as const

/** Everything that happened, by whom, the newest first: steps, calls, messages, notices; all of it or one kind. */
export function History({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const [kind, setKind] = useState('')
  const pages = useTimeline(c.id, kind)
  const counts = pages.data?.pages[0]?.kinds ?? []
  // Where something happens between two pages, the same entry comes twice.
  const entries = [...new Map((pages.data?.pages ?? []).flatMap(p => p.entries).map(e => [e.kind + e.id, e])).values()]
  const total = counts.reduce((n, k) => n + k.count, 0)
  return (
    <div tabIndex={0} className={classes.scroll} role="region" aria-label={t('tab.history')}>
      {pages.error && !pages.data ? (
        <FaultPage fault={pages.error} retry={() => void pages.refetch()} />
      ) : !pages.data ? (
        <Loading what={t('history.loading')} />
      ) : total === 0 ? (
        <Empty what={t('history.none')} />
      ) : (
        <>
          <div className={classes.historyFilter}>
            <SelectField
              label={t('history.show')}
              value={kind || 'all'}
              onChange={k => setKind(k === 'all' ? '' : k)}
              options={[{ value: 'all', label: t('history.kind.all', { count: total }) }, ...kinds.flatMap(k => counts.filter(x => x.kind === k).map(x => ({ value: k as string, label: t(`history.kind.${k}`, { count: x.count }) })))]}
            />
          </div>
          <ol className={classes.history}>
            {entries.map(e => (
              <li key={e.kind + e.id}>
                <time dateTime={e.at} className="oso-ink-3">
                  {formatMoment(e.at)}
                </time>
                <Entry e={e} />
              </li>
            ))}
          </ol>
          {pages.hasNextPage ? (
            <p className={classes.stageActs}>
              <Button busy={pages.isFetchingNextPage && t('history.loading')} onClick={() => void pages.fetchNextPage()}>
                {t('history.more')}
              </Button>
            </p>
          ) : null}
        </>
      )}
    </div>
  )
}

const noticeStates = ['pending', 'sending', 'sent', 'skipped', 'failed'] as const

function Entry({ e }: { e: TimelineEntry }) {
  const { t } = useTranslation('console')
  const say = useWords()
  if (e.kind === 'notices') {
    // To the mails whoever writes or reads is a specialist; a radiologist is none to people.
    const to = e.role === 'specialist' && e.whom ? e.whom : [say('role', e.role), e.whom].filter(Boolean).join(', ')
    const state = noticeStates.find(s => s === e.state)
    return (
      <div>
        <b>{t('history.notice', { to })}</b>: <span>{say('letter', e.event)}</span>
        <span className="oso-small oso-ink-2">{state ? t(e.channel === 'post' && state === 'sent' ? 'history.state.posted' : `history.state.${state}`) : e.state}</span>
      </div>
    )
  }
  const moved = e.from !== e.to && e.to && say('state', e.to) !== say('event', e.event) ? say('state', e.to) : ''
  const whom = e.event === 'record-call' ? say('party', e.whom) : e.whom && e.whom !== e.actor ? e.whom : ''
  const reason = e.event === 'record-call' ? say('came', e.reason) : e.event === 'finish-task' || e.event === 'put-off-task' ? say('tasked', e.reason) : say('reason', e.reason)
  return (
    <div>
      <b>{say('event', e.event)}</b>
      {whom ? <bdi>: {whom}</bdi> : null}
      {moved ? <span className="oso-ink-2"> {moved}</span> : null}
      {e.text ? <blockquote className={classes.quote}>{e.text}</blockquote> : null}
      <span className="oso-small oso-ink-2">
        {e.event === 'reply' ? e.actor : e.actor ? t('history.by', { actor: e.actor, role: say('role', e.role) }) : say('role', e.role)}
        {reason ? `: ${reason}` : ''}
        {e.note ? `. ${e.note}` : ''}
      </span>
    </div>
  )
}
