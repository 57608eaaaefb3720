import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { People } from '../types'

export function usePeople(role = '') {
  return useQuery({
    queryKey: ['people', role],
    queryFn: () => ask<People>('GET', `/people${role ? `?role=${role}` : ''}`),
  })
}
