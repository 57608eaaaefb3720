import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from './client'
import type { VersionRequest } from './types'

type Step<Request> = { step: 'propose'; body: Request } | { step: 'confirm' | 'refuse'; body: VersionRequest }

/** One step of a register; the answer is the register as it is then. What else is said by it is asked for anew. */
export function useKeepRegister<View, Request>(key: QueryKey, at: string, saidIn: readonly QueryKey[] = []) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: Step<Request>) => ask<View>('POST', step === 'propose' ? at : `${at}/${step}`, body),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData(key, answer)
      for (const queryKey of saidIn) void client.invalidateQueries({ queryKey })
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}
