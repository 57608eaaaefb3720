import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Lets go of what was seen of a disc. */
export function useLeaveDisc() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => go.disc.Leave(),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.disc }),
  })
}
