import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { useUnsaved } from '../cases/save-section'
import { forget } from '../events'

/** Locks now, whatever could not be saved: useLeave in lib/leaving asks first. */
export function useLockNow() {
  const client = useQueryClient()
  const unsaved = useUnsaved()
  return useMutation({
    mutationFn: async () => {
      await go.session.Lock()
      return go.session.State()
    },
    onSuccess: state => forget(client, unsaved, state),
  })
}
