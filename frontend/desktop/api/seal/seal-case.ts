import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go, type SealAct } from '../../bridge'
import { keys } from '../keys'

/** The physician's act: signs the manifest and hands the case to the line. */
export function useSealCase() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (act: SealAct) => go.seal.Seal(act),
    onSuccess: (_, { case: id }) => {
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
      void client.invalidateQueries({ queryKey: keys.sync })
    },
    // Refused may mean that the case changed since it was read: show it as it is.
    onError: (_, { case: id }) => client.invalidateQueries({ queryKey: keys.case(id) }),
    gcTime: 0,
  })
}
