import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Empty, Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { usePost } from '../../api/cases/get-post'
import type { Case, Post } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { addressLines } from '../../lib/address'
import { FaultPage } from '../../lib/fault-view'
import { PrintPage } from './print-page'
import classes from './print.module.css'

/** Letters for one envelope, a sheet each, to be printed and then said to be posted. */
export function PostPage() {
  const { t } = useTranslation('console')
  const id = useParams().id ?? ''
  const c = useCase(id)
  const post = usePost(id)
  const fault = c.error ?? post.error
  if (c.data && post.data) return <Letters c={c.data} post={post.data} />
  return fault ? <FaultPage fault={fault} retry={() => void Promise.all([c.refetch(), post.refetch()])} /> : <Loading what={t('case.loading')} />
}

function Letters({ c, post }: { c: Case; post: Post }) {
  const { t } = useTranslation('console')
  const go = useNavigate()
  const [done, setDone] = useState(false)
  const to = c.parties.find(p => p.party === 'representative') ?? c.parties.find(p => p.party === 'patient')
  const address = c.document ? addressLines(c.document.patient.address) : []
  const count = post.letters.length
  return (
    <>
      <PrintPage
        title={t('envelope.title', { count })}
        lead={address.length > 0 ? t('envelope.lead') : t('envelope.noAddress')}
        back={`/case/${c.id}`}
        act={count > 0 && c.acts.includes('finish-task') ? <Button onClick={() => setDone(true)}>{t('envelope.done', { count })}</Button> : null}
      >
        {count === 0 ? <Empty what={t('envelope.none')} /> : null}
        {post.letters.map(l => (
          <section key={l.notice + l.at} className={classes.letter}>
            <Lines className={classes.from} lines={post.from} />
            <Lines className={classes.to} lines={[to?.name ?? '', ...address]} />
            <p>{formatDay(new Date().toISOString())}</p>
            <h2>{l.subject}</h2>
            {l.body.split(/\n{2,}/).map((words, i) => (
              // A letter's paragraphs stay as they are.
              <p key={i}>{words}</p>
            ))}
            <Lines className={classes.reach} lines={[post.from[0] ?? '', ...post.reach]} />
          </section>
        ))}
      </PrintPage>
      {done ? <ActDialog c={c} act="finish-task" given={{ task: post.task }} onClose={() => setDone(false)} lead={() => void go(`/case/${c.id}`)} /> : null}
    </>
  )
}

function Lines({ lines, className }: { lines: string[]; className: string | undefined }) {
  return (
    <address className={className}>
      {lines.filter(Boolean).map(l => (
        <div key={l}>{l}</div>
      ))}
    </address>
  )
}
