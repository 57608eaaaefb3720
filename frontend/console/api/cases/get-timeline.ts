import { useInfiniteQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Timeline } from '../types'
import { caseKey } from './get-case'

/** What happened to a case, the newest first, page by page; of one kind, or '' of all. It is asked for anew with the case. */
export function useTimeline(id: string, kind: string) {
  return useInfiniteQuery({
    queryKey: [...caseKey(id), 'timeline', kind],
    queryFn: ({ pageParam }) => ask<Timeline>('GET', `/cases/${id}/timeline?from=${pageParam}${kind ? `&kind=${kind}` : ''}`),
    initialPageParam: 0,
    getNextPageParam: page => {
      const next = page.from + page.entries.length
      return page.entries.length > 0 && next < page.total ? next : undefined
    },
  })
}
