import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Puts version, system and the kinds of recent errors on the clipboard; no patient data. */
export function useCopyDetails() {
  return useMutation({
    mutationFn: async () => {
      await go.support.CopyText(await go.support.Details())
    },
  })
}
