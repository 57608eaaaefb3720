import { address } from './client'

/** Where a record's bytes are; ids only. */
export function recordAddress(id: string, record: string): string {
  return address(`/cases/${id}/records/${record}`)
}
