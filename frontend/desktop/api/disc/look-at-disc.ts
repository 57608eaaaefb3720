import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Begins to look at what lies at the paths; nothing of it is stored. */
export function useLookAtDisc() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (paths: string[]) => go.disc.Look(paths),
    onSuccess: state => client.setQueryData(keys.disc, state),
  })
}
