import type { Ask } from '@shared/reader/source'
import { address, askAt } from './client'

/** Where a record's bytes are; ids only. */
export function recordAddress(id: string, record: string): string {
  return address(`/cases/${id}/records/${record}`)
}

/** How the reader asks for what belongs to a case. */
export function caseAsk(id: string): Ask {
  return (path, init) => askAt(address(`/cases/${id}/${path}`), init)
}
