import { type QueryClient, useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Opinion } from '../types'

export const opinionKey = (id: string, version = '') => ['opinion', id, version] as const

/** The newest version as it is stored now. */
export const readOpinion = (id: string) => ask<Opinion>('GET', `/cases/${id}/opinion`)

/** What an answer says the newest version is now; an answer that comes late says nothing. */
export function tellOpinion(client: QueryClient, id: string, o: Opinion) {
  client.setQueryData<Opinion>(opinionKey(id), was => (was && (was.version > o.version || (was.version === o.version && was.row_version > o.row_version)) ? was : o))
}

/** The version that this person may see: the newest, or the one named. */
export function useOpinion(id: string, version = '', enabled = true) {
  return useQuery({
    queryKey: opinionKey(id, version),
    queryFn: () => (version ? ask<Opinion>('GET', `/cases/${id}/opinion?version=${version}`) : readOpinion(id)),
    enabled,
    refetchOnWindowFocus: false,
    gcTime: 0, // a letter that was left is read anew: it may have moved on, or be nobody's to read here
  })
}
