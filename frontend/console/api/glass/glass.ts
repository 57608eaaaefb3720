import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Case, Glasses, GlassRequest, GlassReviewRequest } from '../types'

const key = ['glass']

/** Cases that were taken under break-glass. */
export function useGlasses() {
  return useQuery({ queryKey: key, queryFn: () => ask<Glasses>('GET', '/glass') })
}

/** Takes a case under break-glass; the answer is the case as it is seen then. */
export function useBreakGlass(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (why: GlassRequest) => ask<Case>('POST', `/cases/${id}/glass`, why),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: ['case', id] })
      client.setQueryData(['case', id], answer)
      void client.invalidateQueries({ queryKey: key })
    },
  })
}

type Step = { id: string; step: 'end' } | { id: string; step: 'review'; body: GlassReviewRequest }

export function useGlassStep() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (s: Step) => ask<Glasses>('POST', `/glass/${s.id}/${s.step}`, s.step === 'review' ? s.body : undefined),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData(key, answer)
      void client.invalidateQueries({ queryKey: ['case'] })
      void client.invalidateQueries({ queryKey: ['cases'] })
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}
