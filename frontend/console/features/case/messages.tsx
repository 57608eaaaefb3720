import { after } from '@shared/after'
import { SelectField } from '@shared/form/choice'
import { AreaField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Empty } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { forms } from '../../api/act-forms'
import { useAct } from '../../api/cases/do-act'
import { useCaseNow, useFollowed } from '../../api/cases/get-case'
import { useReadMessages } from '../../api/cases/read-messages'
import { useCaseTexts } from '../../api/message-texts/message-texts'
import type { Case } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { newOnce } from '../../lib/once'
import { lastOf, seenUntil, since } from '../../lib/seen-until'
import { useTyped, wordOf } from '../../lib/typed'
import { useWords } from '../../lib/words'
import classes from './case.module.css'
import { messageAt, type Reply, Threads } from './threads'

/** What went to and fro between coordinator, clinic and specialist, conversation by conversation; it begins at a message where one is meant. */
export function Messages({ c, at: begin = '', onReply }: { c: Case; at?: string; onReply?: (reply: Reply) => void }) {
  const { t } = useTranslation('console')
  const fresh = useFresh(c)
  const [at, setAt] = useState(begin)
  useFollowed(c.id)
  useGoTo(c, at)
  return (
    <div tabIndex={0} className={classes.scroll} role="region" aria-label={t('messages.label')}>
      {c.threads.length === 0 ? <Empty what={t('messages.none')} /> : null}
      <Threads c={c} fresh={fresh} onReply={onReply} />
      {c.acts.includes('message') ? <WriteToClinic c={c} fresh={fresh} onArrived={setAt} /> : null}
    </div>
  )
}

/** What was new when one began to read: the mark stays while one reads, the service is told at once. */
function useFresh(c: Case): ReadonlySet<string> {
  const [fresh, setFresh] = useState(() => new Set<string>())
  const { mutateAsync: note } = useReadMessages(c.id)
  const noted = useRef('')
  const unread = c.messages.filter(m => m.new).map(m => m.id)
  const last = unread.at(-1) ?? ''
  if (unread.some(id => !fresh.has(id))) setFresh(new Set([...fresh, ...unread]))
  useEffect(() => {
    if (!last || noted.current === last) return
    noted.current = last
    // Where it fails, what is new is new the next time, too.
    after(note(last), { failed: () => (noted.current = '') })
  }, [last, note])
  return fresh
}

/** Brings the keys to a message, once it is there. */
function useGoTo(c: Case, id: string) {
  const went = useRef('')
  useEffect(() => {
    const found = id && went.current !== id ? document.getElementById(messageAt(id)) : null
    if (!found) return
    went.current = id
    found.focus()
  }, [c.messages, id])
}

function WriteToClinic({ c, fresh, onArrived }: { c: Case; fresh: ReadonlySet<string>; onArrived: (id: string) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const toast = useToast()
  const typed = useTyped(c.id, 'message', forms.message.fields)
  const [once, setOnce] = useState(newOnce)
  const [tried, setTried] = useState(false)
  const act = useAct(c.id)
  const now = useCaseNow(c.id)
  // What somebody who writes has before the eyes: what comes after it is read before anything is sent.
  const [seen, setSeen] = useState(() => lastOf(c))
  const [stopped, setStopped] = useState(false)
  const arrived = since(c, seen).filter(m => fresh.has(m.id))
  const text = wordOf(typed.values, 'text')
  // What a case does not fill stays in braces until somebody writes it.
  const texts = useCaseTexts(c.id).data?.texts ?? []
  const open = [...new Set(texts.flatMap(x => x.left))].filter(p => text.includes(`{${p}}`))
  const busy = now.isPending || act.isPending
  function send() {
    setTried(true)
    if (!text.trim() || open.length > 0 || busy) return
    act.reset()
    after(now.mutateAsync(), {
      done: latest => {
        const unread = since(latest, seen).filter(m => m.new || fresh.has(m.id))
        setSeen(lastOf(latest))
        setStopped(unread.length > 0)
        if (unread[0]) onArrived(unread[0].id)
        else write(latest)
      },
      failed: 'shown',
    })
  }
  function write(latest: Case) {
    after(act.mutateAsync({ act: 'message', body: { text, once, ...seenUntil(latest) } }), {
      done: () => {
        typed.change({})
        setTried(false)
        setOnce(newOnce())
        toast(t('messages.sent'))
      },
      failed: 'shown',
    })
  }
  return (
    <>
      {texts.length > 0 ? (
        <div className={classes.begin}>
          <SelectField
            label={t('messages.begin')}
            value=""
            placeholder={t('messages.beginNone')}
            onChange={name => {
              const found = texts.find(x => x.name === name)
              if (found) typed.change({ text: text.trim() ? `${text.trimEnd()}\n\n${found.text}` : found.text })
            }}
            options={texts.map(x => ({ value: x.name, label: x.name }))}
          />
        </div>
      ) : null}
      <AreaField
        label={say('act', 'message')}
        hint={t('messages.placeholder')}
        value={text}
        onChange={e => typed.change({ text: e.target.value })}
        rows={5}
        error={tried && open.length > 0 ? t('messages.left', { places: open.map(p => `{${p}}`).join(', ') }) : undefined}
      />
      <div role="status">{arrived.length > 0 || stopped ? <Note kind="time">{t('messages.meanwhile')}</Note> : null}</div>
      <p className={classes.stageActs}>
        <Button busy={busy && t('messages.sending')} onClick={send}>
          {t('messages.send')}
        </Button>
      </p>
      <FaultNote fault={act.error ?? now.error} />
    </>
  )
}
