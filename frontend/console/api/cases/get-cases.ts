import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { every } from '../session/session'
import type { CaseList, Role } from '../types'

export const casesKey = ['cases'] as const

/** The first page of the cases that this person may see, with whose turn it is. */
export function useCases() {
  const client = useQueryClient()
  return useQuery({ queryKey: casesKey, queryFn: () => ask<CaseList>('GET', '/cases'), refetchInterval: every(client, 15_000) })
}

/** A page of those of a role and a stage that match a text; what is searched for stands in no address. */
export function useFoundCases(role: Role | '', stage: string, text: string, limit: number) {
  const client = useQueryClient()
  const whole = role === '' && stage === '' && text === '' && limit === 0
  return useQuery({
    queryKey: whole ? casesKey : [...casesKey, role, stage, text, limit],
    queryFn: () => (whole ? ask<CaseList>('GET', '/cases') : ask<CaseList>('POST', '/cases/search', { role, stage, text, limit })),
    placeholderData: keepPreviousData,
    refetchInterval: every(client, 15_000),
  })
}
