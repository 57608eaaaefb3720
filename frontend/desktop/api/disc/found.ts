import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What is new in a drive or in the watched folder. */
export function useFoundDiscs() {
  return useQuery({ queryKey: keys.discFound, queryFn: () => go.disc.Found() })
}

export function useLookAtFound() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => go.disc.LookAt(id),
    onSuccess: state => client.setQueryData(keys.disc, state),
  })
}

export function usePassFound() {
  const client = useQueryClient()
  return useMutation({ mutationFn: (id: string) => go.disc.Pass(id), onSettled: () => client.invalidateQueries({ queryKey: keys.discFound }) })
}
