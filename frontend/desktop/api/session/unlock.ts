import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

export function useUnlock() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ user, passphrase }: { user: string; passphrase: string }) => go.session.Unlock(user, passphrase),
    onSuccess: state => client.setQueryData(keys.session, state),
    gcTime: 0,
  })
}
