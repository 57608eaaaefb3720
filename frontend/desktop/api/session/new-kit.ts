import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** A new recovery kit in place of one that nobody has; the page of the kit comes next. */
export function useNewKit() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (own: string) => go.session.NewKit(own),
    onSuccess: state => {
      client.removeQueries({ queryKey: keys.kit })
      client.setQueryData(keys.session, state)
    },
  })
}
