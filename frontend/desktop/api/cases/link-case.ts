import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** A patient's own registration becomes a draft. */
export function useLinkCase() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (reference: string) => go.cases.Link(reference.replaceAll(' ', '')),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.cases }),
  })
}
