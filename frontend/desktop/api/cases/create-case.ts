import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go, type LocationQuestion } from '../../bridge'
import { keys } from '../keys'

/** A new draft that knows nothing but its place. */
export function useCreateCase() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (question: LocationQuestion) => go.cases.Create(question),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.cases }),
  })
}
