import { useQuery } from '@tanstack/react-query'
import { type Asset, Fault, go } from '../../bridge'
import { keys } from '../keys'

/** The agreement as it was signed. */
export function useSignedAgreement(id: string) {
  return useQuery({ queryKey: keys.agreementSigned(id), queryFn: () => go.agreement.Signed(id) })
}

/** The bytes of the signed paper, in memory only. */
export function useScan(id: string, scan: Asset) {
  return useQuery({
    queryKey: [...keys.agreementSigned(id), scan.path],
    queryFn: async () => {
      const answer = await fetch(scan.path)
      if (!answer.ok) throw new Fault('internal', '')
      return answer.arrayBuffer()
    },
    gcTime: 0,
  })
}
