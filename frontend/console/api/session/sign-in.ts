import { readTimesIn } from '@shared/format/date'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Me, SignInRequest, SignInStep } from '../types'
import { meKey } from './session'

/** The first step: e-mail and password. */
export function useSignIn() {
  return useMutation({ mutationFn: (who: SignInRequest) => ask<SignInStep>('POST', '/session', who) })
}

/** The second step: the one-time code. */
export function useConfirm() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (code: string) => ask<Me>('POST', '/session/code', { code }),
    onSuccess: async me => {
      readTimesIn(me.zone)
      // Who comes back from the authenticator's window has asked who is signed in: nobody, that answer says, and may come late.
      await client.cancelQueries({ queryKey: meKey })
      const before = client.getQueryData<Me>(meKey)
      client.setQueryData(meKey, me)
      if (!before) return
      const rest = { predicate: (q: { queryKey: readonly unknown[] }) => q.queryKey[0] !== meKey[0] }
      // The same person goes on where the session ended; of another one nothing stays.
      if (before.id === me.id) void client.invalidateQueries(rest)
      else client.removeQueries(rest)
    },
  })
}

/** Ends the session; nothing of it stays in the page. */
export function useSignOut(onEnd: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => ask<void>('DELETE', '/session'),
    onSettled: () => {
      onEnd()
      client.removeQueries({ predicate: q => q.queryKey[0] !== meKey[0] })
      void client.resetQueries({ queryKey: meKey })
    },
  })
}
