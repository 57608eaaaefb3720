import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Me } from '../types'
import { meKey } from './session'

/** Who is signed in; an error of kind unauthenticated where nobody is. */
export function useMe() {
  return useQuery({ queryKey: meKey, queryFn: () => ask<Me>('GET', '/me'), staleTime: 60_000 })
}
