import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { CaseList } from '../types'

export const casesKey = ['cases'] as const

/** Every case that this person may see, with whose turn it is. */
export function useCases() {
  return useQuery({ queryKey: casesKey, queryFn: () => ask<CaseList>('GET', '/cases'), refetchInterval: 15_000 })
}
