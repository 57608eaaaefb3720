import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The physician has read the corrected version. */
export function useAcknowledge(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ version, passphrase }: { version: number; passphrase: string }) => go.opinion.Acknowledge(id, version, passphrase),
    onSuccess: view => {
      client.setQueryData(keys.opinion(id), view)
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
    gcTime: 0,
  })
}
