import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Destroys the case's key. The family name is typed to confirm. */
export function useDiscardCase() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, family }: { id: string; family: string }) => go.cases.Discard(id, family),
    onSuccess: (_, { id }) => {
      client.removeQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}
