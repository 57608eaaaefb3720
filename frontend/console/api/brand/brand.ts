import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import { meKey } from '../session/session'
import type { Brand, BrandEffects, BrandRegister, BrandRequest } from '../types'

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
