import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** One case with its document. */
export function useCase(id: string) {
  return useQuery({ queryKey: keys.case(id), queryFn: () => go.cases.Get(id) })
}
