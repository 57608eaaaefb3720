import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { Banner } from '@shared/ui/notice'
import { ToastProvider } from '@shared/ui/toast'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createHashRouter, Navigate, Outlet, RouterProvider } from 'react-router'
import { newUnsaved, UnsavedProvider, useUnsaved } from './api/cases/save-section'
import { newQueryClient } from './api/client'
import { followGo } from './api/events'
import { useSessionQuery } from './api/session/get-session'
import { touched } from './api/session/touched'
import { SignPage } from './features/agreement/sign-page'
import { AgreementPage } from './features/case/agreement-page'
import { CaseLayout } from './features/case/case-layout'
import { HistoryPage } from './features/case/history-page'
import { LocationPage } from './features/case/location-page'
import { MaterialsPage } from './features/case/materials-page'
import { OrderPage } from './features/case/order-page'
import { PatientPage } from './features/case/patient-page'
import { CasesPage } from './features/cases/cases-page'
import { CommandPalette } from './features/commands/command-palette'
import { CoursePage } from './features/course/course-page'
import { CreateVaultPage } from './features/lock/create-vault-page'
import { RecoveryKitPage } from './features/lock/recovery-kit-page'
import { UnlockPage } from './features/lock/unlock-page'
import { OpinionPage } from './features/opinion/opinion-page'
import { RecordsPage } from './features/records/records-page'
import { ReviewPage } from './features/seal/review-page'
import { SettingsPage } from './features/settings/settings-page'
import { NewCasePage } from './features/start/new-case-page'
import classes from './app.module.css'
import { CaseStart } from './case-start'
import { FaultPage } from './lib/fault-view'
import { followHands } from './lib/hands'
import { LeavingProvider } from './lib/leaving'
import { SessionProvider, useSession } from './lib/session-context'

/** The clinic's page: what Go says of the session decides which side of the lock it shows. */
export function App() {
  const [client] = useState(newQueryClient)
  const [unsaved] = useState(() => newUnsaved(client))
  return (
    <QueryClientProvider client={client}>
      <UnsavedProvider value={unsaved}>
        <ToastProvider>
          <LeavingProvider>
            <Gate />
          </LeavingProvider>
        </ToastProvider>
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
  const session = useSessionQuery()
  if (session.error) {
    return (
      <main style={{ padding: '2rem' }}>
        <FaultPage fault={session.error} retry={() => void session.refetch()} />
      </main>
    )
  }
  if (!session.data) return null
  switch (session.data.vault) {
    case 'none':
      return <CreateVaultPage session={session.data} />
    case 'kit':
      return <RecoveryKitPage session={session.data} />
    case 'open':
      return (
        <SessionProvider value={session.data}>
          <Desk />
        </SessionProvider>
      )
    default:
      return <UnlockPage session={session.data} />
  }
}

/** A router of its own for each unlocking: nothing of a place survives the lock. */
function Desk() {
  const [router] = useState(newRouter)
  useEffect(() => () => router.dispose(), [router])
  return <RouterProvider router={router} />
}

/** Around every screen: the commands, and that this is a demonstration where it is one. */
function Everywhere() {
  const { t } = useTranslation('desktop')
  const { demo } = useSession()
  return (
    <div className={classes.everywhere}>
      {demo ? <Banner kind="time">{t('app.demo')}</Banner> : null}
      <div className={classes.screen}>
        <Outlet />
      </div>
      <CommandPalette />
    </div>
  )
}

export function newRouter() {
  return createHashRouter([
    {
      element: <Everywhere />,
      children: [
        { path: '/', element: <CasesPage /> },
        { path: '/new', element: <NewCasePage /> },
        { path: '/settings', element: <SettingsPage /> },
        { path: '/case/:id/agreement/sign', element: <SignPage /> },
        { path: '/case/:id/opinion', element: <OpinionPage /> },
        {
          path: '/case/:id',
          element: <CaseLayout />,
          children: [
            { index: true, element: <CaseStart /> },
            { path: 'location', element: <LocationPage /> },
            { path: 'patient', element: <PatientPage /> },
            { path: 'order', element: <OrderPage /> },
            { path: 'agreement', element: <AgreementPage /> },
            { path: 'materials', element: <MaterialsPage /> },
            { path: 'history', element: <HistoryPage /> },
            { path: 'records', element: <RecordsPage /> },
            { path: 'review', element: <ReviewPage /> },
            { path: 'course', element: <CoursePage /> },
          ],
        },
        { path: '*', element: <Navigate to="/" replace /> },
      ],
    },
  ])
}
