import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Phrases } from '../types'

const key = ['phrases'] as const

/** What this person says often, by short names; nobody else is given it. */
export function usePhrases() {
  return useQuery({ queryKey: key, queryFn: () => ask<Phrases>('GET', '/phrases'), staleTime: 60_000 })
}

/** Keeps the list whole, over the row version that was read; kind conflict where another window saved in between. */
export function useKeepPhrases() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (p: Phrases) => ask<Phrases>('PUT', '/phrases', p),
    onSuccess: async kept => {
      await client.cancelQueries({ queryKey: key }) // what was asked before knows an older list
      client.setQueryData<Phrases>(key, kept)
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
  })
}
