import { type Fault } from '@shared/fault'
import type { QueryClient } from '@tanstack/react-query'
import type { Me } from '../types'

export const meKey = ['me'] as const

/** Whether a fault says that nobody is signed in any more. */
export function sessionEnded(fault: Fault | null): boolean {
  return fault?.kind === 'unauthenticated' || fault?.kind === 'revoked'
}

/** Whose session runs, as far as the page knows; '' where it has ended. */
export function signedInAs(client: QueryClient): string {
  const me = client.getQueryState<Me>(meKey)
  return me?.data && !sessionEnded(me.error) ? me.data.id : ''
}

/** How often to ask again: not at all once the session has ended. */
export function every(client: QueryClient, ms: number): () => number | false {
  return () => (signedInAs(client) ? ms : false)
}
