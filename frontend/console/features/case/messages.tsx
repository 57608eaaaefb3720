import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Empty } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../../api/cases/do-act'
import type { Act } from '../../api/acts'
import type { Case } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { useWords } from '../../lib/words'
import classes from './case.module.css'

/** What went to and fro between coordinator, clinic and specialist. */
export function Messages({ c, onAct }: { c: Case; onAct: (act: Act) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const toast = useToast()
  const [text, setText] = useState('')
  const act = useAct(c.id)
  function send() {
    if (!text.trim() || act.isPending) return
    after(act.mutateAsync({ act: 'message', body: { text } }), {
      done: () => {
        setText('')
        toast(t('messages.sent'))
      },
      failed: 'shown',
    })
  }
  return (
    <div tabIndex={0} className={classes.scroll}>
      {c.messages.length === 0 ? <Empty what={t('messages.none')} /> : null}
      <ol className={classes.messages}>
        {c.messages.map(m => (
          <li key={m.id}>
            <span className={classes.messageHead}>
              <b>{m.from}</b>
              <span className="oso-ink-3">{formatMoment(m.at)}</span>
            </span>
            <p>{m.text}</p>
            {m.kind === 'question' && m.role !== 'coordinator' && c.acts.includes('forward-question') ? (
              <Button kind="link" onClick={() => onAct('forward-question')}>
                {say('act', 'forward-question')}
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
      {c.acts.includes('message') ? (
        <>
          <AreaField label={say('act', 'message')} hint={t('messages.placeholder')} value={text} onChange={e => setText(e.target.value)} rows={3} />
          <p className={classes.stageActs}>
            <Button busy={act.isPending && t('messages.sending')} onClick={send}>
              {t('messages.send')}
            </Button>
          </p>
          <FaultNote fault={act.error} />
        </>
      ) : null}
    </div>
  )
}
