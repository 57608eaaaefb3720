import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { useTranslation } from 'react-i18next'
import type { Case, Message, Thread } from '../../api/types'
import { lastOf, type Until, seenUntil } from '../../lib/seen-until'
import { useWords } from '../../lib/words'
import classes from './case.module.css'

/** An act by which a conversation goes on, with the words that it begins with, and the last message that was seen. */
export type Reply =
  | { act: 'forward-question' | 'answer-question'; text: string; until?: Until; seen: string }
  | { act: 'ask-addendum'; about: string; questions: string[]; seen: string }

/** The id of a message's place on the page. */
export const messageAt = (id: string): string => `message-${id}`

const glyphs: Record<string, GlyphKind> = { asked: 'us', 'with-clinic': 'patient', replied: 'us', answered: 'done' }
const states = ['open', 'asked', 'with-clinic', 'replied', 'answered'] as const

/** Conversations: a question with all that went to and fro for it, and what was written to and by the clinic. */
export function Threads({ c, fresh, onReply }: { c: Case; fresh: ReadonlySet<string>; onReply?: (reply: Reply) => void }) {
  return c.threads.map(th => <One key={th.id} c={c} th={th} list={c.messages.filter(m => m.thread === th.id)} fresh={fresh} onReply={onReply} />)
}

function One({ c, th, list, fresh, onReply }: { c: Case; th: Thread; list: Message[]; fresh: ReadonlySet<string>; onReply?: (reply: Reply) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const state = states.find(s => s === th.state)
  // What is whose turn depends on who reads: the coordinator's is no waiting.
  const mine = onReply !== undefined && (th.state === 'asked' || th.state === 'replied')
  const title = th.kind === 'question' ? (th.by ? t('messages.questionOf', { name: th.by, role: say('role', th.role) }) : t('messages.yours', { role: say('role', th.role) })) : th.kind === 'further' ? t('messages.further') : t('messages.withClinic')
  const last = list.at(-1)
  return (
    <section aria-label={title}>
      <SectionHead title={title} first />
      {th.kind !== 'clinic' || th.state === 'replied' ? (
        <p className={classes.threadState}>
          <Glyph kind={mine ? 'you' : (glyphs[th.state] ?? 'us')} />
          {mine && th.kind === 'further' ? t('messages.furtherMine', { at: formatMoment(th.since) }) : mine && th.state === 'replied' ? t('messages.mine', { at: formatMoment(th.since) }) : state ? t(`messages.state.${state}`, { at: formatMoment(th.since) }) : th.state}
        </p>
      ) : null}
      <ol className={classes.messages}>
        {list.map(m => (
          <li key={m.id} id={messageAt(m.id)} tabIndex={-1} data-new={fresh.has(m.id) || undefined}>
            <span className={classes.messageHead}>
              <b>
                <bdi>{m.from}</bdi>
              </b>
              <span className="oso-ink-3">{formatMoment(m.at)}</span>
              {fresh.has(m.id) ? <span className={classes.fresh}>{t('messages.new')}</span> : null}
            </span>
            {m.further?.length ? <Questions list={m.further} /> : <p>{m.text}</p>}
          </li>
        ))}
      </ol>
      {onReply && th.kind === 'further' && th.state !== 'answered' && c.acts.includes('ask-addendum') ? (
        <p className={classes.threadActs}>
          <Button kind="primary" onClick={() => onReply({ act: 'ask-addendum', about: th.id, questions: list[0]?.further ?? [], seen: lastOf(c) })}>
            {t('messages.furtherAct')}
          </Button>
        </p>
      ) : null}
      {onReply && th.kind === 'question' && th.state !== 'answered' ? (
        <p className={classes.threadActs}>
          {th.state === 'asked' && c.acts.includes('forward-question') ? <Button onClick={() => onReply({ act: 'forward-question', text: list[0]?.text ?? '', seen: lastOf(c) })}>{say('act', 'forward-question')}</Button> : null}
          {c.acts.includes('answer-question') ? <Button onClick={() => onReply({ act: 'answer-question', text: th.state === 'replied' ? (last?.text ?? '') : '', until: seenUntil(c), seen: lastOf(c) })}>{say('act', 'answer-question')}</Button> : null}
        </p>
      ) : null}
    </section>
  )
}

/** Questions as they will stand in the letter, one by one. */
function Questions({ list }: { list: string[] }) {
  return (
    <ol>
      {list.map((q, i) => (
        <li key={i} dir="auto">
          {i + 1}. {q}
        </li>
      ))}
    </ol>
  )
}

/** What was written while a reply was: it is read before the reply goes. */
export function Meanwhile({ list }: { list: Message[] }) {
  const { t } = useTranslation('console')
  return (
    <div role="status">
      {list.length > 0 ? (
        <Note kind="time">
          {t('messages.arrived')}
          {list.map(m => (
            <span key={m.id} className={classes.meanwhile}>
              <bdi>{m.from}</bdi>
              <br />
              {m.text}
            </span>
          ))}
        </Note>
      ) : null}
    </div>
  )
}
