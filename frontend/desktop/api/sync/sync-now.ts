import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Begins an exchange; events tell how it goes. */
export function useSyncNow() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => go.sync.Now(),
    onSuccess: status => client.setQueryData(keys.sync, status),
  })
}
