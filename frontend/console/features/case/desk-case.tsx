import { Menu } from '@mantine/core'
import { IconDots, IconPhone } from '@tabler/icons-react'
import { formatMoment } from '@shared/format/date'
import { Button, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Banner } from '@shared/ui/notice'
import { Segments } from '@shared/ui/segments'
import { useToast } from '@shared/ui/toast'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { actOf, forms } from '../../api/act-forms'
import type { Act } from '../../api/acts'
import type { Case } from '../../api/types'
import { CaseText } from '../../lib/case-text'
import { CaseHeader } from '../../lib/case-header'
import { GlassBanner } from '../../lib/glass-banner'
import { since } from '../../lib/seen-until'
import { useWords } from '../../lib/words'
import { withHour } from '../../lib/clock-there'
import { ActDialog } from '../../lib/act-dialog'
import { Brief } from './brief'
import classes from './case.module.css'
import { Contacts } from './contacts'
import { History } from './history'
import { IntakePanel } from './intake-panel'
import { Messages } from './messages'
import { Records } from './records'
import { StagePanel } from './stage-panel'
import { Stopped } from './stopped'
import { Tasks } from './tasks'
import { Things } from './things'
import { Meanwhile, type Reply } from './threads'
import { TriagePanel } from './triage-panel'

const beforeTriage = ['registered', 'awaiting-physician', 'preparing', 'awaiting-materials', 'intake-review']

/** Acts that have a place of their own on the screen; the rest are in the menu. */
const placed = new Set<string>(['check-licence', 'check-agreement', 'decide-location', 'record-material', 'set-estimate', 'accept-estimate', 'find-complete', 'offer', 'message', 'record-call', 'record-outcome', 'log-call', 'forward-question', 'answer-question', 'finish-task', 'put-off-task', 'remove-part', 'note-conference', 'send-things', 'place-things', 'confirm-things', 'correct-thing', 'join-translation', 'needs-no-translation', 'tie-records', 'link-partner'])

type Tab = 'next' | 'people' | 'case' | 'records' | 'things' | 'messages' | 'history'

/** The coordinator's view: what is asked beside what to do next. */
export function DeskCase({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const toast = useToast()
  // The list leads to a task of a message at that message.
  const [asked] = useSearchParams()
  const [message, setMessage] = useState(asked.get('message') ?? '')
  const [tab, setTab] = useState<Tab>(message ? 'messages' : 'next')
  const [act, setAct] = useState<Act | ''>('')
  const [reply, setReply] = useState<Reply | null>(null)
  const more = useRef<HTMLButtonElement>(null)
  const open = c.critical.find(f => !f.acknowledged_at)
  const others = c.acts.flatMap(a => (placed.has(a) ? [] : (actOf(a) ?? [])))
  const item = (a: Act) => (
    <Menu.Item
      key={a}
      onClick={() => {
        // The menu gives the keyboard back later than the dialog takes it.
        more.current?.focus()
        setAct(a)
      }}
    >
      {say('act', a)}
    </Menu.Item>
  )
  // What ends the case stands apart, as the last.
  const ends = others.filter(a => forms[a].final)
  const fresh = c.messages.filter(m => m.new).length
  const things = c.materials.reduce((n, m) => n + m.things.length, 0)
  const intake = beforeTriage.includes(c.state)
  return (
    <>
      <CaseHeader c={c}>
        {others.length > 0 ? (
          <Menu position="bottom-end" returnFocus={false}>
            <Menu.Target>
              <IconButton ref={more} label={t('case.more')}>
                <Icon of={IconDots} />
              </IconButton>
            </Menu.Target>
            <Menu.Dropdown>
              {others.filter(a => !ends.includes(a)).map(item)}
              {ends.length > 0 && ends.length < others.length ? <Menu.Divider /> : null}
              {ends.map(item)}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </CaseHeader>
      <main tabIndex={-1} className={classes.page} aria-label={t('case.page')}>
        {open ? (
          <Banner
            kind="problem"
            icon={<Icon of={IconPhone} />}
            title={open.called_at ? t('critical.called', { name: c.physician?.name ?? '' }) : t('critical.banner', { name: c.physician?.name ?? '' })}
            act={<Button onClick={() => setAct(open.called_at ? 'acknowledge-critical' : 'log-call')}>{say('act', open.called_at ? 'acknowledge-critical' : 'log-call')}</Button>}
          >
            {c.telephone ? t('critical.number', { telephone: withHour(c.telephone, c.there, new Date()) }) : t('critical.noNumber')} {open.finding} {t('critical.raised', { at: formatMoment(open.raised_at), by: open.raised_by })}
          </Banner>
        ) : null}
        <GlassBanner c={c} />
        <Stopped c={c} onResume={() => setAct('resume')} />
        <Tasks
          c={c}
          onRead={id => {
            setMessage(id)
            setTab('messages')
          }}
        />
        <div className={classes.desk}>
          <Brief c={c} desk onRead={() => setTab('case')} onReach={() => setTab('people')} />
          <section className={classes.work}>
            <div className={classes.tabs}>
              <Segments
                label={t('case.view')}
                value={tab}
                onChange={setTab}
                options={[
                  { value: 'next', label: t('tab.next') },
                  { value: 'people', label: t('tab.people') },
                  { value: 'case', label: t('tab.case') },
                  { value: 'records', label: t('tab.records', { count: c.records.length }) },
                  ...(things > 0 ? [{ value: 'things' as const, label: t('tab.things', { count: things }) }] : []),
                  { value: 'messages', label: fresh > 0 ? t('tab.messagesNew', { count: c.messages.length, fresh }) : t('tab.messages', { count: c.messages.length }) },
                  { value: 'history', label: t('tab.history') },
                ]}
              />
            </div>
            {tab === 'next' ? intake ? <IntakePanel c={c} onAct={setAct} /> : c.state === 'triage' ? <TriagePanel c={c} /> : <StagePanel c={c} onAct={setAct} onRead={() => setTab('messages')} /> : null}
            {tab === 'people' ? <Contacts c={c} /> : null}
            {tab === 'case' ? <CaseText c={c} className={classes.scroll} /> : null}
            {tab === 'records' ? <Records c={c} /> : null}
            {tab === 'things' ? <Things c={c} /> : null}
            {tab === 'messages' ? <Messages key={message} c={c} at={message} onReply={setReply} /> : null}
            {tab === 'history' ? <History c={c} /> : null}
          </section>
        </div>
      </main>
      {reply?.act === 'ask-addendum' ? (
        <ActDialog
          key={reply.about}
          c={c}
          act="ask-addendum"
          begins={{ questions: reply.questions.map(text => ({ text })) }}
          given={{ about: reply.about }}
          before={<Meanwhile list={since(c, reply.seen)} />}
          onClose={() => setReply(null)}
        />
      ) : reply ? (
        <ActDialog key={reply.act} c={c} act={reply.act} begins={{ text: reply.text }} given={reply.until} before={<Meanwhile list={since(c, reply.seen)} />} onClose={() => setReply(null)} />
      ) : null}
      {/* What many acts change lies elsewhere on the page. */}
      {act ? <ActDialog key={act} c={c} act={act} onClose={() => setAct('')} onDone={() => toast(say('event', act))} /> : null}
    </>
  )
}
