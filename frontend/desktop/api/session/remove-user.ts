import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

export function useRemoveUser() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => go.session.RemoveUser(name),
    onSuccess: state => client.setQueryData(keys.session, state),
  })
}
