import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Kept, KeptContent } from '../types'

/** The states of a version's draft that can be gone back to, newest first; row: the state that stands. */
export function useKept(id: string, version: number, row: number) {
  return useQuery({
    queryKey: ['kept', id, version, row] as const,
    queryFn: () => ask<Kept>('GET', `/cases/${id}/opinion/states?version=${version}`),
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
}

/** Some of them with their words, in the order in which they are asked for. */
export function useKeptContents(id: string, version: number, states: string[]) {
  return useQueries({
    queries: states.map(state =>
      queryOptions({
        queryKey: ['kept', id, version, 'state', state] as const,
        queryFn: () => ask<KeptContent>('GET', `/cases/${id}/opinion/states/${state}?version=${version}`),
        staleTime: Infinity, // it never changes
        gcTime: 0,
      }),
    ),
  })
}
