import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { AccountPage, Accounts, GiveRequest, Invitation, InviteRequest, KeyRequest, ResetRequest, TakeRequest, VersionRequest } from '../types'

const all = ['accounts']
const one = (person: string) => ['account', person]

/** Everybody who signs in here. */
export function useAccounts() {
  return useQuery({ queryKey: all, queryFn: () => ask<Accounts>('GET', '/accounts') })
}

export function useAccount(person: string) {
  return useQuery({ queryKey: one(person), queryFn: () => ask<AccountPage>('GET', `/accounts/${person}`) })
}

/** Enters a person; the code in the answer is shown once. */
export function useInvite() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (who: InviteRequest) => ask<Invitation>('POST', '/accounts', who),
    onSuccess: () => void client.invalidateQueries({ queryKey: all }),
  })
}

/** What answers with an invitation, shown once: another one for who never began, or a reset that another administrator asked for. */
export type Inviting = { step: 'invitation'; body: KeyRequest } | { step: 'reset/confirm'; body: VersionRequest }

export function useInviting(person: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: Inviting) => ask<Invitation>('POST', `/accounts/${person}/${step}`, body),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: one(person) })
      void client.invalidateQueries({ queryKey: all })
    },
  })
}

export type AccountStep =
  | { step: 'roles'; body: GiveRequest }
  | { step: 'roles/take'; body: TakeRequest }
  | { step: 'roles/confirm' | 'roles/refuse' | 'reset/refuse'; body: VersionRequest }
  | { step: 'reset'; body: ResetRequest }
  | { step: 'lock' | 'unlock' | 'close' | 'key/certify'; body: { reason: string } }
  | { step: 'key/take'; body: KeyRequest }
  | { step: 'sessions/end'; body: { session: string } }

/** One act about a person; the answer is the person's page as it is then. */
export function useAccountStep(person: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: AccountStep) => ask<AccountPage>('POST', `/accounts/${person}/${step}`, body),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: one(person) })
      client.setQueryData(one(person), answer)
      void client.invalidateQueries({ queryKey: all })
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: one(person) })
    },
  })
}
