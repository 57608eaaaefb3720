import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { Partner, PartnerEffects, Partners, PartnersRequest } from '../types'

const key = ['partners']

/** Who sends members, and what is agreed. */
export function usePartners() {
  return useQuery({ queryKey: key, queryFn: () => ask<Partners>('GET', '/partners') })
}

/** One step of the register; cases say what is agreed, and prices whose they are. */
export function useKeepPartners() {
  return useKeepRegister<Partners, PartnersRequest>(key, '/partners', [['case'], ['prices'], ['desk']])
}

/** What other contracts would bring to open cases, asked anew with each change. */
export function usePartnerEffects(partners: Partner[] | null) {
  return useQuery({
    queryKey: ['partner-effects', partners],
    queryFn: () => ask<PartnerEffects>('POST', '/partners/effects', { partners }),
    enabled: partners !== null,
    placeholderData: before => before,
    retry: false,
  })
}
