import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The folder that is watched; empty where none is. */
export function useWatched() {
  return useQuery({ queryKey: keys.discWatched, queryFn: () => go.disc.Watched() })
}

/** Asks for a folder to watch, or watches none any more. */
export function useWatch() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (on: boolean) => {
      if (on) return go.disc.Watch()
      await go.disc.Unwatch()
      return ''
    },
    onSuccess: folder => client.setQueryData(keys.discWatched, folder),
  })
}
