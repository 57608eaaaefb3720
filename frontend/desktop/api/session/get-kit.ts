import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The recovery kit, until it is confirmed. */
export function useKit() {
  return useQuery({ queryKey: keys.kit, queryFn: () => go.session.Kit(), gcTime: 0 })
}
