import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** A person's word that what was taken from the records is right; without fields all of it. */
export function useAcceptTaken(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (fields: string[]) => go.cases.Accept(id, fields),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.case(id) }),
  })
}
