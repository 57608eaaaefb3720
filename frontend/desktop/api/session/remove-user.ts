import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

export function useRemoveUser() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ name, own }: { name: string; own: string }) => go.session.RemoveUser(name, own),
    onSuccess: state => client.setQueryData(keys.session, state),
    gcTime: 0,
  })
}
