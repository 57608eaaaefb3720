import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Candidate } from '../types'

/** Who may be asked to answer the case; the fitting first. */
export function useCandidates(id: string, enabled = true) {
  return useQuery({
    queryKey: ['candidates', id],
    queryFn: async () => (await ask<{ candidates: Candidate[] }>('GET', `/cases/${id}/candidates`)).candidates,
    enabled,
  })
}

/** Who may read the images or the slides. */
export function useReaders(id: string, kind: string, enabled: boolean) {
  return useQuery({
    queryKey: ['readers', id, kind],
    queryFn: async () => (await ask<{ candidates: Candidate[] }>('GET', `/cases/${id}/readers?kind=${kind}`)).candidates,
    enabled,
  })
}
