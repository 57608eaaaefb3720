import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Who signed, checked at this desk now; shows no content and is no access. */
export function useProof(id: string, wanted: boolean) {
  return useQuery({ queryKey: keys.proof(id), queryFn: () => go.opinion.Verify(id), enabled: wanted })
}
