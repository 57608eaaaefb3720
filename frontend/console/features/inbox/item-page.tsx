import { IconArrowLeft } from '@tabler/icons-react'
import { formatDay, formatMoment } from '@shared/format/date'
import { formatBytes } from '@shared/format/number'
import { RecordReader } from '@shared/reader/record-reader'
import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { Button, ButtonLink } from '@shared/ui/button'
import { Facts } from '@shared/ui/facts'
import { Icon } from '@shared/ui/icon'
import { Note } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { useToast } from '@shared/ui/toast'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { itemAddress, itemAsk, useDecide, useItem } from '../../api/inbox/inbox'
import type { Item, ItemRef } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { TakeOut } from '../../lib/take-out'
import { WholePage } from '../../lib/whole-page'
import { BackDialog } from './back-dialog'
import { FileForm } from './file-form'
import { useItemWords } from './item-words'
import { PostOf } from './post-of'
import classes from './inbox.module.css'

/** One thing that came in: what it says, whom it may belong to, and what becomes of it. */
export function ItemPage() {
  const { t } = useTranslation('console')
  const id = useParams().id ?? ''
  const item = useItem(id)
  return (
    <WholePage current="inbox" title={t('inbox.title')} loading={t('inbox.opening')} asked={item}>
      {data => <Shown key={id} i={data} />}
    </WholePage>
  )
}

function Shown({ i }: { i: Item }) {
  const { t } = useTranslation('console')
  const words = useItemWords()
  const ask = useMemo(() => itemAsk(i.id), [i.id])
  const readable = !i.parcel && (i.state === 'waiting' || (i.state === 'sent-back' && i.bytes > 0))
  return (
    <>
      <Header>
        <ButtonLink to="/inbox" kind="plain" icon={<Icon of={IconArrowLeft} />}>
          {t('inbox.back')}
        </ButtonLink>
        <h1 className={classes.name} dir="auto" title={i.name}>
          {i.name}
        </h1>
        <span className="oso-small oso-ink-2 oso-nowrap oso-end">{[words.channel(i.channel), words.size(i), formatMoment(i.arrived_at)].filter(Boolean).join(', ')}</span>
      </Header>
      <div className={classes.split}>
        <main className={classes.shown} aria-label={i.name} tabIndex={-1}>
          {readable ? (
            <RecordReader
              record={{ id: i.record, name: i.name, media: i.media_type, bytes: i.bytes, modality: i.modality, kept: i.kept }}
              ask={ask}
              saves
              save={
                <a href={itemAddress(i)} download>
                  {t('records.save')}
                </a>
              }
            />
          ) : (
            <p className={classes.instead}>{i.parcel ? t(i.state === 'filed' ? 'post.insteadFiled' : i.state === 'sent-back' ? 'post.insteadBack' : 'post.instead') : i.state === 'filed' ? t('inbox.nowThere') : t('inbox.neverTaken')}</p>
          )}
        </main>
        <aside className={classes.aside} aria-label={t('inbox.aside')}>
          <About i={i} />
          <PostOf i={i} />
          {i.state === 'waiting' ? <FileForm i={i} /> : null}
          <Else i={i} />
        </aside>
      </div>
    </>
  )
}

/** What is known of it. */
function About({ i }: { i: Item }) {
  const { t } = useTranslation('console')
  const words = useItemWords()
  return (
    <>
      {i.state === 'waiting' && !i.reason ? null : <Note kind={i.state === 'refused' ? 'problem' : 'neutral'}>{[words.stands(i), i.note].filter(Boolean).join('. ')}</Note>}
      {i.remarks.map(r => (
        <Note key={r} kind="time">
          {r}
        </Note>
      ))}
      {i.foreign ? <Note kind="time">{t('inbox.foreignLong')}</Note> : null}
      <Facts
        facts={[
          ...(i.from ? [{ label: t('inbox.fromLabel'), value: <bdi>{i.from}</bdi> }] : []),
          ...(i.parcel
            ? [
                { label: t('post.by'), value: i.parcel.by },
                ...(i.parcel.tracking ? [{ label: t('post.tracking'), value: <bdi>{i.parcel.tracking}</bdi> }] : []),
                ...(i.parcel.place ? [{ label: t('post.place'), value: <bdi>{i.parcel.place}</bdi> }] : []),
              ]
            : []),
          ...(i.subject ? [{ label: t('inbox.subject'), value: <bdi>{i.subject}</bdi> }] : []),
          {
            label: t('inbox.names'),
            value:
              i.people.length === 0
                ? words.nobody(i)
                : i.people.map(p => (
                    <div key={`${p.name} ${p.born} ${p.number}`}>
                      <bdi>{p.name || t('inbox.unnamed')}</bdi>
                      {[p.born ? t('inbox.born', { date: /^\d{4}-\d{2}-\d{2}$/.test(p.born) ? formatDay(p.born) : p.born }) : '', p.number].filter(Boolean).map(x => `, ${x}`)}
                    </div>
                  )),
          },
          ...(i.date ? [{ label: t('inbox.dated'), value: formatDay(i.date) }] : []),
          ...(i.bytes > 0 ? [{ label: t('inbox.size'), value: [formatBytes(i.bytes), i.pages > 0 ? t('inbox.pages', { count: i.pages }) : ''].filter(Boolean).join(', ') }] : []),
          ...(i.inside ? [{ label: t('inbox.inside'), value: t('inbox.insideWhat', { records: t('inbox.insideRecords', { count: i.inside.files }), images: i.inside.images, others: i.inside.others }) }] : []),
          ...(i.along.length > 0 ? [{ label: t('inbox.along'), value: i.along.map(x => <ItemLink key={x.id} i={x} here={x.arrived_at < i.arrived_at} />) }] : []),
          ...(i.filed ? [{ label: t('inbox.filedBefore'), value: <ItemLink i={i.filed} /> }] : []),
          ...(i.again > 0 ? [{ label: t('inbox.againLabel'), value: t('inbox.again', { count: i.again }) }] : []),
        ]}
      />
    </>
  )
}

/** A way to another item; one that was here before the mail that it came with once more says so. */
function ItemLink({ i, here }: { i: ItemRef; here?: boolean }) {
  const { t } = useTranslation('console')
  return (
    <div>
      <Link to={`/inbox/${i.id}`}>
        <bdi>{i.name}</bdi>
      </Link>
      , {formatDay(i.arrived_at)}
      {here ? `, ${t('inbox.alongHere')}` : ''}
    </div>
  )
}

/** What else can become of it than to be filed. */
function Else({ i }: { i: Item }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const go = useNavigate()
  const decide = useDecide()
  const [back, setBack] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const run = (act: 'keep' | 'told') => {
    setFault(null)
    after(decide.mutateAsync({ item: i.id, act }), {
      done: () => {
        toast(t(act === 'told' ? 'inbox.saidTold' : 'inbox.saidKept'))
        void go(act === 'keep' ? `/inbox/${i.id}` : '/inbox')
      },
      failed: setFault,
    })
  }
  return (
    <>
      <FaultNote fault={fault} />
      <div className={classes.acts}>
        {i.state === 'waiting' || i.state === 'refused' ? <Button onClick={() => setBack(true)}>{t(i.state === 'refused' ? 'inbox.dismiss' : 'inbox.sendBack')}</Button> : null}
        {i.state === 'sent-back' && !i.told ? (
          <Button kind="primary" busy={decide.isPending && t('dialog.doing')} onClick={() => run('told')}>
            {t('inbox.isTold')}
          </Button>
        ) : null}
        {i.parcel && i.state === 'filed' ? <TakeOut item={i.id} title={i.name} /> : null}
        {i.state === 'scanned' ? <Button onClick={() => run('keep')}>{t('post.more')}</Button> : null}
        {i.state === 'sent-back' && (i.bytes > 0 || i.parcel) ? <Button onClick={() => run('keep')}>{t('inbox.keep')}</Button> : null}
        {i.case ? <ButtonLink to={`/case/${i.case.id}`}>{t('inbox.openCase')}</ButtonLink> : null}
      </div>
      {back ? <BackDialog i={i} onClose={() => setBack(false)} /> : null}
    </>
  )
}
