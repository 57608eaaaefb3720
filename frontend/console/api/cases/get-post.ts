import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Post } from '../types'

/** Letters that wait for the post; asked for once, since what was printed is what is said to be posted. */
export function usePost(id: string) {
  return useQuery({ queryKey: ['post', id], queryFn: () => ask<Post>('GET', `/cases/${id}/post`), gcTime: 0, staleTime: Infinity })
}
