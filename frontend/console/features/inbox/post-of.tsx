import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { SelectField } from '@shared/form/choice'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDecide } from '../../api/inbox/inbox'
import type { Item } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import classes from './inbox.module.css'

/** What an item has to do with the post: its scans, the letter that it is of, or a way to say of which. */
export function PostOf({ i }: { i: Item }) {
  const { t } = useTranslation('console')
  if (i.parcel)
    return i.parcel.scans.length > 0 ? (
      <section>
        <SectionHead title={t('post.scans')} />
        <ul className={classes.scans}>
          {i.parcel.scans.map(s => (
            <li key={s.id}>
              <Link to={`/inbox/${s.id}`}>
                <bdi>{s.name}</bdi>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    ) : null
  if (i.post)
    return (
      <Note kind="neutral">
        <Link to={`/inbox/${i.post}`}>{t('post.isScan')}</Link>
      </Note>
    )
  return i.posts.length > 0 ? <Joins i={i} /> : null
}

function Joins({ i }: { i: Item }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const decide = useDecide()
  const [post, setPost] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const join = () => {
    setFault(null)
    after(decide.mutateAsync({ item: i.id, act: 'join', body: { post } }), {
      done: () => {
        toast(t('post.joined'))
      },
      failed: setFault,
    })
  }
  return (
    <div className={classes.join}>
      <SelectField
        label={t('post.of')}
        hint={t('post.ofHint')}
        optional
        clearable
        searchable={i.posts.length > 8}
        value={post}
        onChange={setPost}
        options={i.posts.map(p => ({ value: p.id, label: [p.name, t('inbox.from', { from: p.from }), formatDay(p.arrived_at)].join(', ') }))}
      />
      {post ? (
        <Button busy={decide.isPending && t('dialog.doing')} onClick={join}>
          {t('post.join')}
        </Button>
      ) : null}
      <FaultNote fault={fault} />
    </div>
  )
}
