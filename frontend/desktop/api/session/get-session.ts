import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What is known before a case is opened. */
export function useSessionQuery() {
  return useQuery({ queryKey: keys.session, queryFn: () => go.session.State() })
}
