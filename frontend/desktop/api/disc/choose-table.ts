import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Asks for a table of the cases and holds its rows against the people of the disc. */
export function useChooseTable() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => go.disc.Table(),
    onSuccess: state => client.setQueryData(keys.disc, state),
  })
}
