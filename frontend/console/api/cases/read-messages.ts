import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { caseKey } from './get-case'
import { casesKey } from './get-cases'

/** Notes that what was written to one's role was read, up to a message. */
export function useReadMessages(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (until: string) => ask<undefined>('POST', `/cases/${id}/messages/read`, { until }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: caseKey(id) })
      void client.invalidateQueries({ queryKey: casesKey })
    },
  })
}
