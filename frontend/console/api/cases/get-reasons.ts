import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'

/** The codes to choose from, by event. */
export function useReasons() {
  return useQuery({ queryKey: ['reasons'], queryFn: () => ask<Record<string, string[]>>('GET', '/reasons'), staleTime: Infinity })
}
