import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { meKey } from '../session/session'
import type { Brand, BrandEffects, BrandRegister, BrandRequest, VersionRequest } from '../types'

const key = ['brand']

export function useBrand() {
  return useQuery({ queryKey: key, queryFn: () => ask<BrandRegister>('GET', '/brand') })
}

/** How mails would end by it, asked anew with each change. */
export function useBrandEffects(brand: Brand | null) {
  return useQuery({
    queryKey: ['brand-effects', brand],
    queryFn: async () => (await ask<BrandEffects>('POST', '/brand/effects', { brand })).mail_end,
    enabled: brand !== null,
    placeholderData: before => before,
  })
}

type Step = { step: 'propose'; body: BrandRequest } | { step: 'confirm' | 'refuse'; body: VersionRequest }

/** One step of the register; the answer is the register as it is then. */
export function useKeepBrand() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: Step) => ask<BrandRegister>('POST', step === 'propose' ? '/brand' : `/brand/${step}`, body),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData(key, answer)
      void client.invalidateQueries({ queryKey: meKey }) // every page says the name
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}
