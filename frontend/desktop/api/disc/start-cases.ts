import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type DiscCase, go } from '../../bridge'
import { keys } from '../keys'

/** Makes the cases that were chosen and begins to add their records; gives their ids. */
export function useStartCases() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (cases: DiscCase[]) => go.disc.Start(cases),
    // The list comes next: it must not say for a moment that there are none.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.disc })
      return client.invalidateQueries({ queryKey: keys.cases, refetchType: 'all' })
    },
  })
}
