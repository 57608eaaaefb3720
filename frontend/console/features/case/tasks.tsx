import { useMediaQuery } from '@mantine/hooks'
import { IconMail, IconPhone } from '@tabler/icons-react'
import { formatDay, formatMoment } from '@shared/format/date'
import { Button, ButtonLink } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Note } from '@shared/ui/notice'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Task } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { telephones, useTaskWords } from '../../lib/task-words'
import { withHour } from '../../lib/clock-there'
import { useWords } from '../../lib/words'
import { CallMenu } from './call-menu'
import { numberAt } from './contact-words'
import { LinkPartner } from './link-partner'
import { type CallGiven, calledWords } from './contacts'
import classes from './tasks.module.css'

/** So many tasks stand open over a case: more would push what it is about out of sight. */
const atOnce = 2
const isLow = '(max-height: 37.5em)'

/** What has to be done about the case that its stage does not show, each with its own acts. */
export function Tasks({ c, onRead }: { c: Case; onRead: (message: string) => void }) {
  const { t } = useTranslation('console')
  const [doing, setDoing] = useState<{ act: 'finish-task' | 'put-off-task'; task: string } | null>(null)
  const [link, setLink] = useState(false)
  const [call, setCall] = useState<CallGiven | null>(null)
  const words = useTaskWords()
  const say = useWords()
  const [all, setAll] = useState(false)
  const low = useMediaQuery(isLow, false, { getInitialValueInEffect: false }) ?? false
  if (c.tasks.length === 0) return null
  // Letters can wait for the post; what is answered by a person cannot.
  const tasks = c.tasks.toSorted((a, b) => Number(a.kind === 'post-letter') - Number(b.kind === 'post-letter'))
  const shown = low ? 1 : atOnce
  const folded = tasks.length - shown
  return (
    <section aria-label={t('task.title')}>
      <ul className={classes.tasks}>
        {(all ? tasks : tasks.slice(0, shown)).map(task => (
          <li key={task.id} className={classes.task}>
            {task.by_hand ? <Icon of={telephones(task) ? IconPhone : IconMail} /> : null}
            <span className="oso-grow">
              <b>{words.next(task, withHour(numberOf(c, task), partyOf(c, task)?.there, new Date()))}</b> <span className="oso-ink-2">{[words.why(task, c.physician?.name ?? ''), times(task)].filter(Boolean).join(' ')}</span>
            </span>
            {task.by_hand ? (
              <>
                {telephones(task) && c.acts.includes('record-call') ? <CallMenu c={c} {...calledBy(c, task)} task={task.id} onForm={setCall} /> : null}
                {task.kind === 'read-message' || task.kind === 'further-questions' ? <Button onClick={() => onRead(task.about)}>{t('task.read')}</Button> : null}
                {task.kind === 'post-letter' ? <ButtonLink to={`/case/${c.id}/post`}>{t('task.print')}</ButtonLink> : null}
                <Button onClick={() => setDoing({ act: 'put-off-task', task: task.id })}>{t('task.later')}</Button>
                <Button onClick={() => setDoing({ act: 'finish-task', task: task.id })}>{t('task.done')}</Button>
              </>
            ) : task.kind === 'link-partner' && c.acts.includes('link-partner') ? (
              <Button onClick={() => setLink(true)}>{t('task.link')}</Button>
            ) : task.kind === 'review-glass' ? (
              <ButtonLink to="/glass">{t('glass.look')}</ButtonLink>
            ) : null}
          </li>
        ))}
        {folded > 0 ? (
          <li className={classes.task}>
            <Button kind="link" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('task.fewer') : t('task.more', { count: folded })}
            </Button>
          </li>
        ) : null}
      </ul>
      {call ? <ActDialog c={c} act="record-call" given={call} about={calledWords(c, call, say)} onClose={() => setCall(null)} /> : null}
      {link ? <LinkPartner c={c} onClose={() => setLink(false)} /> : null}
      {doing ? <ActDialog key={doing.act + doing.task} c={c} act={doing.act} given={{ task: doing.task }} before={unread(doing.task) && doing.act === 'finish-task' ? <Note kind="time">{t('task.unread')}</Note> : null} onClose={() => setDoing(null)} /> : null}
    </section>
  )

  /** Whether a task is to read a message that nobody at the desk has opened. */
  function unread(id: string): boolean {
    const task = c.tasks.find(x => x.id === id)
    return (task?.kind === 'read-message' || task?.kind === 'further-questions') && c.messages.some(m => m.id === task.about && m.new)
  }

  function times(task: Task): string {
    if (task.due) return t('task.until', { date: formatDay(task.due) })
    return task.later ? t('task.again', { at: formatMoment(task.later) }) : ''
  }
}

/** Who is called by a task: who is named in it, else who stands for the physician. */
function calledBy(c: Case, task: Task): { party: string; name: string; number: string } {
  return { party: calledIn(c, task), name: partyOf(c, task)?.name ?? '', number: numberOf(c, task) }
}

const calledIn = (c: Case, task: Task) => (task.kind === 'call-again' ? task.about : c.parties.some(p => p.party === 'covering') ? 'covering' : 'physician')

const partyOf = (c: Case, task: Task) => c.parties.find(p => p.party === calledIn(c, task))

function numberOf(c: Case, task: Task): string {
  if (task.kind !== 'call-again') return c.telephone
  const called = c.calls.find(x => x.party === task.about && x.again !== null)
  return called?.number || numberAt(c, partyOf(c, task))
}
