import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What was decided about records waits again. */
export function useTakeBack() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, code, records }: { id: string; code: string; records: string[] }) => go.records.TakeBack(id, code, records),
    onSuccess: (_, { id }) => {
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}

/** What an import did not take, and was set aside, waits again. */
export function useTakeImport() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ended }: { id: string; ended: string }) => go.records.TakeImport(id, ended),
    onSuccess: (_, { id }) => {
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}
