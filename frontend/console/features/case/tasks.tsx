import { IconPhone } from '@tabler/icons-react'
import { formatDay, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Task } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { useTaskWords } from '../../lib/task-words'
import classes from './tasks.module.css'

/** What has to be done about the case that its stage does not show, each with its own acts. */
export function Tasks({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const [doing, setDoing] = useState<{ act: 'finish-task' | 'put-off-task'; task: string } | null>(null)
  const words = useTaskWords()
  if (c.tasks.length === 0) return null
  return (
    <section aria-label={t('task.title')}>
      <ul className={classes.tasks}>
        {c.tasks.map(task => (
          <li key={task.id} className={classes.task}>
            {task.by_hand ? <Icon of={IconPhone} /> : null}
            <span className="oso-grow">
              <b>{words.next(task, c.telephone)}</b> <span className="oso-ink-2">{[words.why(task, c.physician?.name ?? ''), times(task)].filter(Boolean).join(' ')}</span>
            </span>
            {task.by_hand ? (
              <>
                <Button onClick={() => setDoing({ act: 'put-off-task', task: task.id })}>{t('task.later')}</Button>
                <Button onClick={() => setDoing({ act: 'finish-task', task: task.id })}>{t('task.done')}</Button>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      {doing ? <ActDialog key={doing.act + doing.task} c={c} act={doing.act} given={{ task: doing.task }} onClose={() => setDoing(null)} /> : null}
    </section>
  )

  function times(task: Task): string {
    if (task.due) return t('task.until', { date: formatDay(task.due) })
    return task.later ? t('task.again', { at: formatMoment(task.later) }) : ''
  }
}
