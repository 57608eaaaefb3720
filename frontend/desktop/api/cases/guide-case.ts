import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What OSO says that the case needs and may ask, what suits it first. */
export function useGuide(id: string) {
  return useQuery({ queryKey: keys.guide(id), queryFn: () => go.cases.Guide(id) })
}
