import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { ask } from '../client'
import type { AuditPage, AuditRequest, Verified } from '../types'

export type Wanted = Omit<AuditRequest, 'after'>

/** The audit, page by page, the newest first. */
export function useAudit(wanted: Wanted) {
  return useInfiniteQuery({
    queryKey: ['audit', wanted],
    queryFn: ({ pageParam }) => ask<AuditPage>('POST', '/audit/search', { ...wanted, after: pageParam }),
    initialPageParam: '',
    getNextPageParam: last => last.next || undefined,
  })
}

/** Reads all of the audit and says whether it is whole. */
export const useVerify = () => useMutation({ mutationFn: () => ask<Verified>('POST', '/audit/verify') })

/** Where the browser saves a copy from: the case by its id, since a reference number stands in no address. */
export function copyOf(form: 'csv' | 'jsonl', wanted: Wanted, id: string): string {
  const { person, kind, from, until } = wanted
  return `/console/api/audit/export?${new URLSearchParams({ form, case: id, person, kind, from, until }).toString()}`
}
