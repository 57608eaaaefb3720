import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The agreement in full. */
export function useAgreementText(id: string) {
  return useQuery({ queryKey: keys.agreementText(id), queryFn: () => go.agreement.Text(id) })
}
