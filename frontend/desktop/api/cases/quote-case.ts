import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The price as the tables stand. */
export function useQuote(id: string) {
  return useQuery({ queryKey: keys.quote(id), queryFn: () => go.cases.Quote(id) })
}
