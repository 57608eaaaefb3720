import { bytesOf } from '@shared/reader/source'
import { useMutation, useQuery } from '@tanstack/react-query'
import { address, ask, askAt } from '../client'
import { useKeepRegister } from '../register'
import { meKey } from '../session/session'
import type { Brand, BrandEffects, BrandRegister, BrandRequest, Logo } from '../types'

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

/** One step of the register; the answer is the register as it is then. */
export function useKeepBrand() {
  // Every page says the name.
  return useKeepRegister<BrandRegister, BrandRequest>(key, '/brand', [meKey])
}

/** Keeps a logo for a proposal. */
export function useKeepLogo() {
  return useMutation({
    mutationFn: async (logo: Blob) => {
      const answer = await askAt(address('/brand/logo'), { method: 'PUT', body: logo })
      return ((await answer.json()) as Logo).sha256
    },
  })
}

export const logoAt = (sha256: string) => address(`/logos/${sha256}`)

/** A letter about nobody with its head by this. */
export function useSampleLetter(brand: Brand) {
  return useQuery({
    queryKey: ['brand-letter', brand],
    queryFn: async () => bytesOf(await (await askAt(address('/brand/letter'), { method: 'POST', body: JSON.stringify({ brand }) })).arrayBuffer()),
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
}
