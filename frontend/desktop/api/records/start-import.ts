import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

export function useStartImport() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, paths }: { id: string; paths: string[] }) => go.records.Start(id, paths),
    onSuccess: state => client.setQueryData(keys.import(state.case), state),
  })
}
