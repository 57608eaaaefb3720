import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Mails } from '../types'

/** What a demonstration would have sent. */
export function useMails() {
  return useQuery({ queryKey: ['mails'], queryFn: async () => (await ask<Mails>('GET', '/mails')).mails, refetchInterval: 10_000 })
}
