import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { every } from '../session/session'
import type { Case } from '../types'

export const caseKey = (id: string) => ['case', id] as const

const caseOf = (id: string) => ({ queryKey: caseKey(id), queryFn: () => ask<Case>('GET', `/cases/${id}`) })

export function useCase(id: string) {
  const client = useQueryClient()
  return useQuery({ ...caseOf(id), refetchInterval: every(client, 30_000) })
}

/** Asks for an open case more often than it is asked for by itself, while somebody reads what others write to it. */
export function useFollowed(id: string) {
  const client = useQueryClient()
  useQuery({ ...caseOf(id), refetchInterval: every(client, 5_000) })
}

/** The case as it is at this moment, for what must rest on nothing older. */
export function useCaseNow(id: string) {
  const client = useQueryClient()
  return useMutation({ mutationFn: () => client.fetchQuery({ ...caseOf(id), staleTime: 0 }) })
}
