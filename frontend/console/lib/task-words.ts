import { useTranslation } from 'react-i18next'
import type { Task } from '../api/types'
import { useWords } from './words'

/** Whether a task is done by telephoning. */
export function telephones(task: Task): boolean {
  return ['call-doctor', 'mail-failed', 'correction-call', 'critical-call', 'call-again'].includes(task.kind)
}

/** What a task says: what to do, and why. */
export function useTaskWords() {
  const { t } = useTranslation('console')
  const say = useWords()
  return {
    next: (task: Task, telephone: string): string => {
      if (task.kind === 'call-again' && !telephone) return t('task.callAgain')
      if (telephones(task)) return telephone ? t('task.call', { telephone }) : t('task.callNobody')
      if (task.kind === 'post-letter') return t('task.post', { count: task.letters?.length ?? 1, what: [...new Set(task.letters ?? [task.about])].map(n => say('letter', n)).join('; ') })
      return say('task', task.kind)
    },
    /** What tells a call from another one of the same case, in two or three words; '' where the task says it itself. */
    about: (task: Task): string => (telephones(task) ? say('taskAbout', task.kind, { party: say('party', task.about) }) : ''),
    why: (task: Task, physician: string): string => {
      if (task.subject) return task.subject.name
      return say('taskWhy', task.kind, { physician, party: say('party', task.about) })
    },
  }
}
