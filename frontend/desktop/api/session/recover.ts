import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Opens the vault with the recovery kit; with the passphrase it also restores the user's own keys. */
export function useRecover() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (r: { kit: string; user: string; passphrase: string; fresh: boolean }) => go.session.Recover(r.kit, r.user, r.passphrase, r.fresh),
    onSuccess: state => client.setQueryData(keys.session, state),
    gcTime: 0,
  })
}
