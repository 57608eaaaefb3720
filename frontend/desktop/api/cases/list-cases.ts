import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** All cases at this workstation. */
export function useCases() {
  return useQuery({ queryKey: keys.cases, queryFn: () => go.cases.List() })
}
