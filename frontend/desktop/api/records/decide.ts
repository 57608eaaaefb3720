import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go, type RecordDecision } from '../../bridge'
import { keys } from '../keys'

/** A person's decision on what import found. */
export function useDecide() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (decision: RecordDecision) => go.records.Decide(decision),
    onSuccess: (_, { case: id }) => {
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}
