import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/**
 * Opens the opinion. The first opening is the act of access: it needs the
 * physician's passphrase and tells the patient. Later ones need nothing.
 */
export function useOpenOpinion(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (passphrase: string) => go.opinion.Open(id, passphrase),
    onSuccess: view => {
      client.setQueryData(keys.opinion(id), view)
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
    gcTime: 0,
  })
}

/** The opinion that was opened before. */
export function useOpinion(id: string, opened: boolean) {
  return useQuery({ queryKey: keys.opinion(id), queryFn: () => go.opinion.Open(id, ''), enabled: opened })
}
