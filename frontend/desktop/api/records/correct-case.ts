import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type CaseCorrection, go } from '../../bridge'
import { keys } from '../keys'

/** The case takes over what records say of the patient. */
export function useCorrectCase() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (x: CaseCorrection) => go.records.Correct(x),
    onSuccess: (_, x) => {
      void client.invalidateQueries({ queryKey: keys.case(x.case) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}
