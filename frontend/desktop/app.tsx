import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { keepFocus } from '@shared/ui/kept-focus'
import { ToastProvider } from '@shared/ui/toast'
import { lazy, Suspense, useEffect, useState } from 'react'
import { newUnsaved, UnsavedProvider, useUnsaved } from './api/cases/save-section'
import { newQueryClient } from './api/client'
import { followGo } from './api/events'
import type { SessionState } from './bridge'
import { useSessionQuery } from './api/session/get-session'
import { touched } from './api/session/touched'
import { UnlockPage } from './features/lock/unlock-page'
import { FaultPage } from './lib/fault-view'
import { followHands } from '@shared/hands'
import { LeavingProvider } from './lib/leaving'
import { SessionProvider } from './lib/session-context'

// What the lock screen does not need is read once it stands there: the first page comes sooner, and the
// desk is there by the time that somebody has typed a passphrase.
const loadDesk = () => import('./desk')
const Desk = lazy(() => loadDesk().then(m => ({ default: m.Desk })))
const CreateVaultPage = lazy(() => import('./features/lock/create-vault-page').then(m => ({ default: m.CreateVaultPage })))
const RecoveryKitPage = lazy(() => import('./features/lock/recovery-kit-page').then(m => ({ default: m.RecoveryKitPage })))

/** The clinic's page: what Go says of the session decides which side of the lock it shows. */
export function App() {
  const [client] = useState(newQueryClient)
  const [unsaved] = useState(() => newUnsaved(client))
  useEffect(keepFocus, [])
  return (
    <QueryClientProvider client={client}>
      <UnsavedProvider value={unsaved}>
        <LeavingProvider>
          <Suspense>
            <Gate />
          </Suspense>
        </LeavingProvider>
      </UnsavedProvider>
    </QueryClientProvider>
  )
}

function Gate() {
  const client = useQueryClient()
  const unsaved = useUnsaved()
  useEffect(() => followGo(client, unsaved), [client, unsaved])
  useEffect(() => {
    // Another window or program comes to the front, or this one is hidden.
    const save = () => void unsaved.flush()
    window.addEventListener('blur', save)
    document.addEventListener('visibilitychange', save)
    return () => {
      window.removeEventListener('blur', save)
      document.removeEventListener('visibilitychange', save)
    }
  }, [unsaved])
  useEffect(() => followHands(touched), [])
  useEffect(() => {
    const soon = setTimeout(() => void loadDesk(), 300)
    return () => clearTimeout(soon)
  }, [])
  const session = useSessionQuery()
  if (session.error) {
    return (
      <ToastProvider>
        <main style={{ padding: '2rem' }}>
          <FaultPage fault={session.error} retry={() => void session.refetch()} />
        </main>
      </ToastProvider>
    )
  }
  if (!session.data) return null
  // What was said last, and an "Undo" beside it, stays on its side of the lock.
  return (
    <ToastProvider key={session.data.vault}>
      <Side session={session.data} />
    </ToastProvider>
  )
}

function Side({ session }: { session: SessionState }) {
  switch (session.vault) {
    case 'none':
      return <CreateVaultPage session={session} />
    case 'kit':
      return <RecoveryKitPage session={session} />
    case 'open':
      return (
        <SessionProvider value={session}>
          <Desk />
        </SessionProvider>
      )
    default:
      return <UnlockPage session={session} />
  }
}
