import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What would be sealed now. */
export function useSealPreview(id: string) {
  return useQuery({ queryKey: keys.sealPreview(id), queryFn: () => go.seal.Preview(id) })
}
