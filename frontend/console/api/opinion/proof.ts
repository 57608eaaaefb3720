import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Proof, ProofRequest, SettleRequest } from '../types'

/** What is read: a version of the letter as it is stored, or the words of a report or a part. */
export type ProofOf = { version: number; row: number } | { text: string }

const proofKey = (id: string) => ['proof', id] as const

/** What words say otherwise than the case. It is asked for each time it is shown: the words may be others. */
export function useProof(id: string, of: ProofOf) {
  return useQuery({
    queryKey: [...proofKey(id), of],
    queryFn: () =>
      'text' in of ? ask<Proof>('POST', `/cases/${id}/proof`, { text: of.text } satisfies ProofRequest) : ask<Proof>('GET', `/cases/${id}/opinion/proof?version=${of.version}`),
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
}

/** Says that a finding is as meant, or takes that back; for the person alone. */
export function useSettle(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (r: SettleRequest) => ask<void>('PUT', `/cases/${id}/opinion/proof`, r),
    onMutate: async ({ key, settled }) => {
      await client.cancelQueries({ queryKey: proofKey(id) })
      client.setQueriesData<Proof>({ queryKey: proofKey(id) }, p => p && { ...p, findings: p.findings.map(f => (f.key === key ? { ...f, settled } : f)) })
    },
    onError: () => client.invalidateQueries({ queryKey: proofKey(id) }),
  })
}
