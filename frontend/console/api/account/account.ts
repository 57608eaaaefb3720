import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Begun, BeginRequest, Codes, Factor, Invited, KeepFactorRequest, OwnAccount, PasswordRequest, RecoveryRequest } from '../types'

const key = ['own-account']

/** Where one is signed in, and what there is for a lost telephone. */
export function useOwnAccount() {
  return useQuery({ queryKey: key, queryFn: () => ask<OwnAccount>('GET', '/account') })
}

/** Ends one of the other sessions; '' all others. */
export function useEndOwnSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (session: string) => ask<OwnAccount>('POST', '/account/sessions/end', { session }),
    onSuccess: answer => client.setQueryData(key, answer),
  })
}

/** What changes how one signs in: the account is read again. */
function useOwn<In, Out>(act: (what: In) => Promise<Out>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSuccess: () => void client.invalidateQueries({ queryKey: key }) })
}

export const useChangePassword = () => useOwn((what: PasswordRequest) => ask<void>('POST', '/session/password', what))
/** A second factor that counts for nothing until it is kept. */
export const useBeginFactor = () => useMutation({ mutationFn: () => ask<Factor>('POST', '/account/factor') })
export const useKeepFactor = () => useOwn((what: KeepFactorRequest) => ask<Codes>('POST', '/account/factor/keep', what))
export const useNewRecovery = () => useOwn((what: RecoveryRequest) => ask<Codes>('POST', '/account/recovery', what))

/** Whom an invitation is for. */
export function useInvitation(code: string) {
  return useQuery({ queryKey: ['invitation', code], queryFn: () => ask<Invited>('POST', '/invitation', { code }), staleTime: Infinity, retry: false })
}
export const useBegin = () => useMutation({ mutationFn: (what: BeginRequest) => ask<Begun>('POST', '/invitation/begin', what) })
