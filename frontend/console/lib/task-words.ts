import { useTranslation } from 'react-i18next'
import type { Task } from '../api/types'
import { useWords } from './words'

/** What a task says: what to do, and why. */
export function useTaskWords() {
  const { t } = useTranslation('console')
  const say = useWords()
  const calls = (task: Task) => task.kind === 'call-doctor' || task.kind === 'mail-failed' || task.kind === 'correction-call' || task.kind === 'critical-call'
  return {
    next: (task: Task, telephone: string): string => {
      if (calls(task)) return telephone ? t('task.call', { telephone }) : t('task.callNobody')
      if (task.kind === 'post-letter') return t('task.post', { what: say('letter', task.about) })
      return say('task', task.kind)
    },
    why: (task: Task, physician: string): string => {
      if (task.subject) return task.subject.name
      return say('taskWhy', task.kind, { physician })
    },
  }
}
