import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { every } from '../session/session'
import type { Case } from '../types'

export const caseKey = (id: string) => ['case', id] as const

export function useCase(id: string) {
  const client = useQueryClient()
  return useQuery({ queryKey: caseKey(id), queryFn: () => ask<Case>('GET', `/cases/${id}`), refetchInterval: every(client, 30_000) })
}
