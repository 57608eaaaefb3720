import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Case } from '../types'

export const caseKey = (id: string) => ['case', id] as const

export function useCase(id: string) {
  return useQuery({ queryKey: caseKey(id), queryFn: () => ask<Case>('GET', `/cases/${id}`), refetchInterval: 30_000 })
}
