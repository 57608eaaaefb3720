import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { every } from '../session/session'
import type { CaseList, Saved } from '../types'

export const casesKey = ['cases'] as const

/** The first page of the cases that this person may see, with whose turn it is. */
export function useCases() {
  const client = useQueryClient()
  return useQuery({ queryKey: casesKey, queryFn: () => ask<CaseList>('GET', '/cases'), refetchInterval: every(client, 15_000) })
}

/** A page of those that a list is of and that match a text; what is searched for stands in no address. */
export function useFoundCases(filters: Omit<Saved, 'id' | 'name'>, text: string, limit: number) {
  const client = useQueryClient()
  const asked = { ...filters, text, limit }
  const whole = Object.values(asked).every(x => !x)
  return useQuery({
    queryKey: whole ? casesKey : [...casesKey, asked],
    queryFn: () => (whole ? ask<CaseList>('GET', '/cases') : ask<CaseList>('POST', '/cases/search', asked)),
    placeholderData: keepPreviousData,
    refetchInterval: every(client, 15_000),
  })
}
