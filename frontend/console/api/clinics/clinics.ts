import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { AddressRequest, Clinics, SalutationRequest } from '../types'

const key = ['clinics']

export function useClinics() {
  return useQuery({ queryKey: key, queryFn: async () => (await ask<Clinics>('GET', '/clinics')).clinics })
}

type Step = { at: string; body: AddressRequest | SalutationRequest }

/** One change; the answer is every clinic as it is then. */
export function useKeepClinic() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ at, body }: Step) => ask<Clinics>('POST', `/clinics/${at}`, body),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData(key, answer.clinics)
      void client.invalidateQueries({ queryKey: ['case'] })
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}
