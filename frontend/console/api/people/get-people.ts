import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { StaffPerson } from '../types'

export function usePeople(role = '') {
  return useQuery({
    queryKey: ['people', role],
    queryFn: async () => (await ask<{ people: StaffPerson[] }>('GET', `/people${role ? `?role=${role}` : ''}`)).people,
  })
}
