import { createContext, useContext } from 'react'
import type { Me } from '../api/types'

const MeContext = createContext<Me | null>(null)
export const MeProvider = MeContext.Provider

/** Who is signed in; only inside the signed-in part of the page. */
export function useSignedIn(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('outside the signed-in part')
  return me
}
