import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { forget } from '../events'

export function useLock() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      await go.session.Lock()
      return go.session.State()
    },
    onSuccess: state => forget(client, state),
  })
}
