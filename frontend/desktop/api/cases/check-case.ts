import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What is left before the seal. */
export function useCheck(id: string) {
  return useQuery({ queryKey: keys.check(id), queryFn: () => go.cases.Check(id) })
}
