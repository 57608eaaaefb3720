import { readTimesIn } from '@shared/format/date'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Me } from '../types'
import { meKey } from './session'

/** Who is signed in; an error of kind unauthenticated where nobody is. */
export function useMe() {
  const client = useQueryClient()
  return useQuery({
    queryKey: meKey,
    queryFn: async () => {
      const me = await ask<Me>('GET', '/me')
      readTimesIn(me.zone)
      // Somebody else signed in, in another window: nothing of who was here stays.
      const before = client.getQueryData<Me>(meKey)
      if (before && before.id !== me.id) client.removeQueries({ predicate: q => q.queryKey[0] !== meKey[0] })
      return me
    },
    staleTime: 60_000,
  })
}
