import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The imports that run, in sum and without anybody's data: also behind the lock. */
export function useAdding() {
  return useQuery({ queryKey: keys.adding, queryFn: () => go.records.Adding() })
}
