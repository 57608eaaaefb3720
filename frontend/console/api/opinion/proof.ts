import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Proof, SettleRequest } from '../types'

const proofKey = (id: string, version: number) => ['proof', id, version] as const

/** What a version's texts say otherwise than the case. It is asked for each time it is shown: the words may be others. */
export function useProof(id: string, version: number, row: number) {
  return useQuery({
    queryKey: [...proofKey(id, version), row],
    queryFn: () => ask<Proof>('GET', `/cases/${id}/opinion/proof?version=${version}`),
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
}

/** Says that a finding is as meant, or takes that back; for the person alone. */
export function useSettle(id: string, version: number) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (r: SettleRequest) => ask<void>('PUT', `/cases/${id}/opinion/proof`, r),
    onMutate: async ({ key, settled }) => {
      await client.cancelQueries({ queryKey: proofKey(id, version) })
      client.setQueriesData<Proof>({ queryKey: proofKey(id, version) }, p => p && { ...p, findings: p.findings.map(f => (f.key === key ? { ...f, settled } : f)) })
    },
    onError: () => client.invalidateQueries({ queryKey: proofKey(id, version) }),
  })
}
