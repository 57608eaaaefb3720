import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Reads the rest of what an import was given. */
export function useGoOn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, unfinished }: { id: string; unfinished: string }) => go.records.GoOn(id, unfinished),
    onSuccess: state => client.setQueryData(keys.import(state.case), state),
  })
}
