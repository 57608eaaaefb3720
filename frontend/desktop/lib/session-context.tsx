import { createContext, useContext } from 'react'
import type { SessionState } from '../bridge'

const SessionContext = createContext<SessionState | null>(null)

export const SessionProvider = SessionContext.Provider

/** The session of an open vault; only screens behind the lock use it. */
export function useSession(): SessionState {
  const session = useContext(SessionContext)
  if (!session) throw new Error('no session: this screen lies behind the lock')
  return session
}
