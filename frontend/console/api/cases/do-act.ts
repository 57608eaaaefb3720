import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Act, Requests } from '../acts'
import { ask } from '../client'
import type { ActAnswer } from '../types'
import { caseKey } from './get-case'
import { casesKey } from './get-cases'

/** One act with what it brings. */
export type Doing = { [A in Act]: { act: A; body: Requests[A] } }[Act]

/**
 * One act is one event of the workflow; the answer is the case as it is then. A second
 * press that comes before the first is drawn is the first: it would be refused, and
 * said not to be done.
 */
export function useAct(id: string) {
  const client = useQueryClient()
  const running = useRef(new Map<string, Promise<ActAnswer>>())
  return useMutation({
    mutationFn: ({ act, body }: Doing) => {
      const one = JSON.stringify([act, body])
      const work = running.current.get(one) ?? ask<ActAnswer>('POST', `/cases/${id}/acts/${act}`, body).finally(() => running.current.delete(one))
      running.current.set(one, work)
      return work
    },
    onSuccess: async (answer, { act }) => {
      // An older answer still on its way must not come to lie over this one.
      await client.cancelQueries({ queryKey: caseKey(id) })
      if ('gone' in answer) client.removeQueries({ queryKey: caseKey(id) })
      else client.setQueryData(caseKey(id), answer)
      void client.invalidateQueries({ queryKey: casesKey })
      void client.invalidateQueries({ queryKey: [...caseKey(id), 'timeline'] })
      // Who decided on a letter may not read it any more: asking again would be refused.
      void client.invalidateQueries({ queryKey: ['opinion', id], refetchType: /^(return|approve)/.test(act) ? 'none' : 'active' })
    },
    // Somebody else moved it: show where it stands.
    onError: fault => {
      if (fault.kind === 'conflict' || fault.kind === 'refused') void client.invalidateQueries({ queryKey: caseKey(id) })
    },
  })
}
