import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Mail } from '../types'

/** What a demonstration would have sent. */
export function useMails() {
  return useQuery({ queryKey: ['mails'], queryFn: async () => (await ask<{ mails: Mail[] }>('GET', '/mails')).mails, refetchInterval: 10_000 })
}
