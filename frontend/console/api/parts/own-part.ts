import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { OwnPart, PartRequest } from '../types'

const key = (id: string, part: string) => ['part', id, part] as const

/** A part of the opinion as its author writes it, as it is kept now. */
export const readPart = (id: string, part: string) => ask<OwnPart>('GET', `/cases/${id}/parts/${part}`)

/** The same each time it is shown: another window may have kept a newer one. */
export function useOwnPart(id: string, part: string, enabled: boolean) {
  return useQuery({ queryKey: key(id, part), queryFn: () => readPart(id, part), enabled, refetchOnMount: 'always' })
}

/** Keeps what is written of it over the row version that was read. */
export function useKeepPart(id: string, part: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (r: PartRequest) => ask<OwnPart>('PUT', `/cases/${id}/parts/${part}`, r),
    onSuccess: async kept => {
      await client.cancelQueries({ queryKey: key(id, part) }) // what was asked before knows an older one
      client.setQueryData<OwnPart>(key(id, part), kept)
    },
  })
}
