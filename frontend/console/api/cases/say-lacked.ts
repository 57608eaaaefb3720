import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Case, LackRequest } from '../types'
import { caseKey } from './get-case'

/** Says what would have changed the own answer, or takes that back; the answer is the case as it is then. */
export function useSayLacked(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ code, ...body }: LackRequest & { code: string }) => ask<Case>('PUT', `/cases/${id}/opinion/lacks/${code}`, body),
    onSuccess: async c => {
      await client.cancelQueries({ queryKey: caseKey(id) })
      client.setQueryData(caseKey(id), c)
    },
  })
}
