import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What happened to a case. */
export function useTimeline(id: string) {
  return useQuery({ queryKey: keys.timeline(id), queryFn: () => go.cases.Timeline(id) })
}
