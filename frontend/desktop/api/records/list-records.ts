import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What the case holds, by whose it is. */
export function useRecords(id: string) {
  return useQuery({ queryKey: keys.records(id), queryFn: () => go.records.List(id) })
}
