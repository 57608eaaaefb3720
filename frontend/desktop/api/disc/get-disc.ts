import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What was seen of the disc that is looked at; events keep it new. */
export function useDisc() {
  return useQuery({ queryKey: keys.disc, queryFn: () => go.disc.State() })
}
