import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { every } from '../session/session'
import type { CaseList } from '../types'

export const casesKey = ['cases'] as const

/** Every case that this person may see, with whose turn it is. */
export function useCases() {
  const client = useQueryClient()
  return useQuery({ queryKey: casesKey, queryFn: () => ask<CaseList>('GET', '/cases'), refetchInterval: every(client, 15_000) })
}
