import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type DiscCase, go } from '../../bridge'
import { keys } from '../keys'

/** Makes the cases that were chosen and begins to add their records; gives their ids. */
export function useStartCases() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (cases: DiscCase[]) => go.disc.Start(cases),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.cases })
      void client.invalidateQueries({ queryKey: keys.disc })
    },
  })
}
