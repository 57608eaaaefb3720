import { formatDay, formatMoment } from '@shared/format/date'
import type { GlyphKind } from '@shared/ui/glyph'
import { type Column, type Group, GroupedTable, NameCell } from '@shared/ui/grouped-table'
import { Button } from '@shared/ui/button'
import { KeyHints } from '@shared/ui/keys'
import { Note } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import { formatReference } from '@shared/format/number'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useInbox } from '../../api/inbox/inbox'
import type { Inbox, Item } from '../../api/types'
import { ConsoleFrame } from '../../lib/console-frame'
import { FaultPage } from '../../lib/fault-view'
import { useListPlaces } from '../../lib/list-place'
import { useItemWords } from './item-words'
import { PostDialog } from './post-dialog'

/** What came in by every way and is no case's yet. */
export function InboxPage() {
  const { t } = useTranslation('console')
  const inbox = useInbox()
  const [writes, setWrites] = useState(false)
  return (
    <ConsoleFrame current="inbox">
      <Header>
        <h1>{t('inbox.title')}</h1>
        <span className="oso-small oso-ink-2">{t('inbox.lead')}</span>
        <span className="oso-end">
          <Button onClick={() => setWrites(true)}>{t('post.write')}</Button>
        </span>
      </Header>
      <main className="oso-scroll" aria-label={t('inbox.title')}>
        {inbox.data && inbox.data.more > 0 ? <Note kind="time">{t('inbox.more', { count: inbox.data.more })}</Note> : null}
        {inbox.data ? <List inbox={inbox.data} /> : inbox.error ? <FaultPage fault={inbox.error} retry={() => void inbox.refetch()} /> : <Loading what={t('inbox.loading')} />}
      </main>
      {writes ? <PostDialog onClose={() => setWrites(false)} /> : null}
      <KeyHints
        hints={[
          { keys: ['J', 'K'], does: t('keys.move', { ns: 'shared' }) },
          { keys: ['Enter'], does: t('list.openKey') },
        ]}
      />
    </ConsoleFrame>
  )
}

/** The inbox among the lists whose places are kept. */
const place = '/inbox'

const glyphs: Record<string, GlyphKind> = { waiting: 'you', refused: 'problem', tell: 'time', decided: 'done' }

function List({ inbox }: { inbox: Inbox }) {
  const { t } = useTranslation('console')
  const go = useNavigate()
  const words = useItemWords()
  const places = useListPlaces()
  const [current, setCurrent] = useState(() => places.at(place).current)
  const setRow = (id: string) => {
    places.keep(place, { current: id })
    setCurrent(id)
  }
  const untold = (i: Item) => i.state === 'sent-back' && !i.told
  const groups: Group<Item>[] = [
    { key: 'refused', rows: inbox.waiting.filter(i => i.state === 'refused') },
    { key: 'waiting', rows: inbox.waiting.filter(i => i.state === 'waiting') },
    { key: 'tell', rows: inbox.waiting.filter(untold) },
    { key: 'decided', rows: inbox.decided.filter(i => !untold(i)) },
  ].map(g => ({ ...g, glyph: glyphs[g.key] ?? 'draft', title: t(`inbox.group.${g.key}` as 'inbox.group.waiting') }))
  const columns: Column<Item>[] = [
    { key: 'glyph', title: t('list.state'), hideTitle: true, cell: () => null },
    {
      key: 'who',
      title: t('inbox.who'),
      cell: i => {
        const p = i.people[0]
        return p ? <NameCell name={p.name || t('inbox.unnamed')} surname={p.surname} sexAge={p.born ? formatBorn(p.born) : ''} /> : <span className="oso-ink-2">{words.nobody(i)}</span>
      },
      full: i => i.people.map(p => [p.name, p.born].filter(Boolean).join(', ')).join('; '),
    },
    { key: 'what', title: t('inbox.what'), cell: i => <bdi>{i.name}</bdi>, full: i => i.name },
    { key: 'channel', title: t('inbox.channel'), cell: i => words.channel(i.channel), wideOnly: true },
    { key: 'pages', title: t('inbox.size'), cell: i => words.size(i), align: 'end', wideOnly: true },
    { key: 'state', title: t('inbox.stands'), cell: i => words.stands(i), full: i => words.stands(i) },
    { key: 'arrived', title: t('inbox.arrived'), cell: i => formatMoment(i.arrived_at) },
  ]
  return (
    <GroupedTable
      first
      dense
      label={t('inbox.title')}
      columns={columns}
      groups={groups}
      widths="1.75rem minmax(10rem,1.3fr) minmax(10rem,1.2fr) 7rem 6rem minmax(10rem,1.2fr) max-content"
      narrowWidths="1.75rem minmax(8rem,1fr) minmax(8rem,1fr) minmax(7rem,1fr) max-content"
      rowKey={i => i.id}
      rowLabel={i => [words.channel(i.channel), i.name, i.people[0]?.name ?? words.nobody(i), words.stands(i), formatMoment(i.arrived_at), i.case ? formatReference(i.case.reference) : ''].filter(Boolean).join(', ')}
      current={current}
      onCurrent={setRow}
      onOpen={i => void go(`/inbox/${i.id}`)}
      empty={<Empty what={t('inbox.none')} how={t('inbox.noneHow')} />}
    />
  )
}

function formatBorn(born: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(born) ? formatDay(born) : born
}
