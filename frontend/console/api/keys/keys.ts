import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { KeysPage, WarnRequest } from '../types'

const key = ['keys']

/** What the service signs and opens with, and until when. */
export function useKeys() {
  return useQuery({ queryKey: key, queryFn: () => ask<KeysPage>('GET', '/keys') })
}

export type KeysStep = { step: 'renew'; body: null } | { step: 'mail'; body: WarnRequest }

/** Has the daily look done now, or says who is told by mail; the answer is the page as it is then. */
export function useKeysStep() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: KeysStep) => ask<KeysPage>('POST', `/keys/${step}`, body ?? undefined),
    onSuccess: answer => client.setQueryData(key, answer),
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}
