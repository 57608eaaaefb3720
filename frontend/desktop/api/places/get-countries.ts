import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Countries and, where rules tell them apart, their regions. */
export function useCountries() {
  return useQuery({ queryKey: keys.countries, queryFn: () => go.places.Countries() })
}
