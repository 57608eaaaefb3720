import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The line to OSO; events keep it current. */
export function useSyncStatus() {
  return useQuery({ queryKey: keys.sync, queryFn: () => go.sync.Status() })
}
