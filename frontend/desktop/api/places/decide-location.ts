import { useQuery } from '@tanstack/react-query'
import { go, type LocationQuestion } from '../../bridge'

/** The rule table's answer for a place; nothing is kept. */
export function useLocationAnswer(question: LocationQuestion | null) {
  return useQuery({
    queryKey: ['location', question],
    queryFn: () => go.places.Decide(question as LocationQuestion),
    enabled: question !== null,
    staleTime: 0,
    gcTime: 0,
  })
}
