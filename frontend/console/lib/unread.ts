import { daysBetween } from '@shared/format/date'
import type { TFunction } from 'i18next'
import type { Unread } from '../api/types'

/** For how long a released opinion lies unopened, and what was done about it. */
export function unreadWords(t: TFunction<'console'>, u: Unread, now: Date): string {
  const count = Math.max(0, daysBetween(new Date(u.since), now))
  const since = count === 0 ? t('unread.today') : t('unread.days', { count })
  return [since, u.call ? t('unread.call') : u.reminders > 0 ? t('unread.reminded', { count: u.reminders }) : ''].filter(Boolean).join(', ')
}
