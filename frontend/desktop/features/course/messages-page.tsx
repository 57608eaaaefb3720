import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { FormFoot, FormPage, SectionHead } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOutletContext } from 'react-router'
import { useKeptWords } from '../../api/cases/kept-words'
import { useMessages, useSay } from '../../api/cases/messages'
import type { CaseView, MessageView } from '../../bridge'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import classes from './course.module.css'

/** What went to and fro between the clinic and OSO about the case, and what is written to OSO. */
export function MessagesPage() {
  const { t } = useTranslation('desktop')
  const { view } = useOutletContext<{ view: CaseView }>()
  const id = view.row.id
  const messages = useMessages(id)
  return (
    <FormPage label={t('messages.title')}>
      <SectionHead first title={t('messages.title')} note={t('messages.note')} />
      {messages.error ? (
        <FaultPage fault={messages.error} retry={() => void messages.refetch()} />
      ) : !messages.data ? (
        <Loading what={t('messages.loading')} />
      ) : (
        <>
          {messages.data.length === 0 ? <Empty what={t('messages.empty')} how={t('messages.emptyHow')} /> : <List list={messages.data} />}
          {view.row.reference ? <Write id={id} list={messages.data} /> : <p className="oso-ink-2">{t('messages.notYet')}</p>}
        </>
      )}
    </FormPage>
  )
}

function List({ list }: { list: MessageView[] }) {
  const { t } = useTranslation('desktop')
  return (
    <ol className={classes.messages}>
      {list.map(m => (
        <li key={m.id} data-own={m.own || undefined}>
          <span className={classes.messageHead}>
            <b>
              <bdi>{m.from}</bdi>
            </b>
            <time className="oso-small oso-ink-3" dateTime={m.at}>
              {formatMoment(m.at)}
            </time>
            {m.to_answer ? (
              <span className={classes.messageState}>
                <Glyph kind="you" /> {t('messages.toAnswer')}
              </span>
            ) : m.waits ? (
              <span className={classes.messageState}>
                <Glyph kind="draft" /> {t('messages.waits')}
              </span>
            ) : null}
          </span>
          <p>{m.text}</p>
        </li>
      ))}
    </ol>
  )
}

function Write({ id, list }: { id: string; list: MessageView[] }) {
  const { t } = useTranslation('desktop')
  const asked = list.filter(m => m.to_answer)
  // The oldest question that nobody has answered, until somebody wants to write of something else.
  const [aside, setAside] = useState(false)
  const question = aside ? undefined : asked[0]
  const [text, write, done] = useKeptWords(id, question ? `answer/${question.id}` : 'message')
  const say = useSay(id)
  const [empty, setEmpty] = useState(false)
  function send() {
    setEmpty(!text.trim())
    if (!text.trim() || say.isPending) return
    after(say.mutateAsync({ re: question?.id ?? '', text }), { done, failed: 'shown' })
  }
  return (
    <>
      <AreaField
        label={question ? t('messages.answer') : t('messages.write')}
        hint={question ? question.text : t('messages.hint')}
        value={text}
        onChange={e => write(e.target.value)}
        rows={4}
        error={empty && !text.trim() ? t('messages.need') : undefined}
      />
      {asked.length > 0 ? (
        <p className={classes.beside}>
          <Button kind="link" onClick={() => setAside(!aside)}>
            {t(aside ? 'messages.answerIt' : 'messages.else')}
          </Button>
        </p>
      ) : null}
      <FaultNote fault={say.error} />
      <FormFoot>
        <Button kind="primary" busy={say.isPending && t('messages.sending')} onClick={send}>
          {t('messages.send')}
        </Button>
      </FormFoot>
    </>
  )
}
