import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { PurgeRequest, Retention, RetentionRequest } from '../types'

const key = ['retention']

export function useRetention() {
  return useQuery({ queryKey: key, queryFn: () => ask<Retention>('GET', '/retention') })
}

export const useKeepRetention = () => useKeepRegister<Retention, RetentionRequest>(key, '/retention')
export const useKeepPurge = () => useKeepRegister<Retention, PurgeRequest>(key, '/purge', [['cases'], ['case']])

type Hold = { step: 'place'; case: string; why: string } | { step: 'lift'; case: string; why: string }

/** Places a hold by a case's reference number, or lifts it by the case's id. */
export function useHold() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (h: Hold) => (h.step === 'place' ? ask<Retention>('POST', '/holds', { case: h.case, why: h.why }) : ask<Retention>('POST', `/holds/${h.case}/lift`, { reason: h.why })),
    onSuccess: answer => client.setQueryData(key, answer),
  })
}
