import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'

const key = (id: string, version: number) => ['opinion', id, 'earlier', version] as const

/** A version that stands beside the newest, which adds to it; its fault is vault-locked where the passphrase is needed. */
export function useEarlier(id: string, version: number) {
  return useQuery({ queryKey: key(id, version), queryFn: () => go.opinion.Earlier(id, version, ''), retry: false, gcTime: 0 })
}

export function useOpenEarlier(id: string, version: number) {
  const client = useQueryClient()
  return useMutation({ mutationFn: (passphrase: string) => go.opinion.Earlier(id, version, passphrase), onSuccess: view => client.setQueryData(key(id, version), view), gcTime: 0 })
}
