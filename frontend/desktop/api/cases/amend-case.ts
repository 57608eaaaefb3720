import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Opens a sealed case for a further version; the sealed one stays as it is. */
export function useAmendCase() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => go.cases.Amend(id),
    onSuccess: (_, id) => {
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}
