import type { Case } from '../api/types'

/** The last message that was on the screen: what comes after it is not read by what is written now. */
export type Until = { until?: string }

export function seenUntil(c: Case): Until {
  const last = c.messages.at(-1)
  return last ? { until: last.id } : {}
}
