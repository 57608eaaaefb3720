import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** One group of the kit, typed from where it was kept; the vault is open then. */
export function useConfirmKit() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (word: string) => {
      await go.session.ConfirmKit(word)
      return go.session.State()
    },
    onSuccess: state => {
      client.removeQueries({ queryKey: keys.kit })
      client.setQueryData(keys.session, state)
    },
  })
}
