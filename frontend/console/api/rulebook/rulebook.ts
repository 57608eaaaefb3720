import { useQuery } from '@tanstack/react-query'
import { casesKey } from '../cases/get-cases'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { LocationRules, LocationsRequest, Locations, PriceList, PricesRequest, Prices, RuleEffects } from '../types'

const locationsKey = ['locations']
const pricesKey = ['prices']

/** Where the service may be given. */
export function useLocations() {
  return useQuery({ queryKey: locationsKey, queryFn: () => ask<Locations>('GET', '/locations') })
}

/** One step of the location rules; what cases answer is asked for anew. */
export function useKeepLocations() {
  return useKeepRegister<Locations, LocationsRequest>(locationsKey, '/locations', [casesKey, ['case']])
}

/** What the service costs. */
export function usePrices() {
  return useQuery({ queryKey: pricesKey, queryFn: () => ask<Prices>('GET', '/prices') })
}

/** One step of the prices. */
export function useKeepPrices() {
  return useKeepRegister<Prices, PricesRequest>(pricesKey, '/prices', [['case']])
}

/** What other rules would bring to open cases, asked anew with each change of them. */
export function useLocationEffects(rules: LocationRules | null) {
  return useEffectsOf('/locations/effects', 'rules', rules)
}

/** What other prices would bring. */
export function usePriceEffects(prices: PriceList | null) {
  return useEffectsOf('/prices/effects', 'prices', prices)
}

function useEffectsOf(at: string, field: string, of: object | null) {
  return useQuery({
    queryKey: [at, of],
    queryFn: () => ask<RuleEffects>('POST', at, { [field]: of }),
    enabled: of !== null,
    placeholderData: before => before,
    retry: false,
  })
}
