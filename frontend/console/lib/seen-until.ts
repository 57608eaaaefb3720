import type { Case, Message } from '../api/types'

/** The last message that was on the screen: what comes after it is not read by what is written now. */
export type Until = { until?: string }

export function seenUntil(c: Case): Until {
  const last = c.messages.at(-1)
  return last ? { until: last.id } : {}
}

/** The last message of a case; '' where it has none. */
export const lastOf = (c: Case): string => c.messages.at(-1)?.id ?? ''

/** What came after a message; where there was none, all that is there. */
export const since = (c: Case, id: string): Message[] => c.messages.slice(c.messages.findIndex(m => m.id === id) + 1)
