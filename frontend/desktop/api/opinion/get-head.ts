import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What may be said of an opinion that is not opened. */
export function useOpinionHead(id: string) {
  return useQuery({ queryKey: keys.opinionHead(id), queryFn: () => go.opinion.Head(id) })
}
