import { useQuery } from '@tanstack/react-query'
import type { FieldKind } from '../act-forms'
import { ask } from '../client'
import type { Candidates } from '../types'

/** Who may be asked to answer the case; the fitting first. */
export function useCandidates(id: string) {
  return usePeopleFor(id, 'writer', '')
}

const lists: Partial<Record<FieldKind, string>> = { writer: 'candidates', reader: 'readers', physician: 'physicians' }

/** Who may be chosen for a field of an act; readers, once it is known of which review. */
export function usePeopleFor(id: string, kind: FieldKind, review: string) {
  const list = lists[kind] ?? ''
  return useQuery({
    queryKey: [list, id, review],
    queryFn: () => ask<Candidates>('GET', `/cases/${id}/${list}${review ? `?kind=${review}` : ''}`),
    enabled: list !== '' && (kind !== 'reader' || review !== ''),
  })
}
