import { Banner } from '@shared/ui/notice'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createHashRouter, Navigate, Outlet, RouterProvider, useLocation, useNavigate } from 'react-router'
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
import { MessagesPage } from './features/course/messages-page'
import { ImagesPage } from './features/images/images-page'
import { DiscPage } from './features/disc/disc-page'
import { ImportsPage } from './features/imports/imports-page'
import { OpinionPage } from './features/opinion/opinion-page'
import { RecordsPage } from './features/records/records-page'
import { ReviewPage } from './features/seal/review-page'
import { SettingsPage } from './features/settings/settings-page'
import { NewCasePage } from './features/start/new-case-page'
import classes from './app.module.css'
import { CaseStart } from './case-start'
import { DamageWarning } from './lib/damage-warning'
import { FaultPage } from './lib/fault-view'
import { KitWarning } from './lib/kit-warning'
import { useSession } from './lib/session-context'

/** A router of its own for each unlocking: nothing of a place survives the lock. */
export function Desk() {
  const [router] = useState(newRouter)
  useEffect(() => () => router.dispose(), [router])
  return <RouterProvider router={router} />
}

/** Around every screen: the commands, and that this is a demonstration where it is one. */
function Everywhere() {
  const { t } = useTranslation('desktop')
  const { damage, demo, no_kit: noKit } = useSession()
  return (
    <div className={classes.everywhere}>
      {demo ? <Banner kind="time">{t('app.demo')}</Banner> : null}
      {damage.length > 0 ? <DamageWarning found={damage} /> : noKit ? <KitWarning /> : null}
      <div className={classes.screen}>
        <Outlet />
      </div>
      <CommandPalette />
    </div>
  )
}

/** In place of a page that broke: what was typed went to be saved when it left the screen. */
function Broken() {
  const { t } = useTranslation('shared')
  const go = useNavigate()
  const { pathname } = useLocation()
  return (
    <main className={classes.broken}>
      <FaultPage fault={{ kind: 'internal', message: t('fault.page') }} retry={() => void go(pathname, { replace: true })} />
    </main>
  )
}

function newRouter() {
  return createHashRouter([
    {
      element: <Everywhere />,
      errorElement: <Broken />,
      children: [
        { path: '/', element: <CasesPage /> },
        { path: '/new', element: <NewCasePage /> },
        { path: '/disc', element: <DiscPage /> },
        { path: '/settings', element: <SettingsPage /> },
        { path: '/case/:id/agreement/sign', element: <SignPage /> },
        { path: '/case/:id/opinion', element: <OpinionPage /> },
        { path: '/case/:id/images', element: <ImagesPage /> },
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
            { path: 'imports', element: <ImportsPage /> },
            { path: 'review', element: <ReviewPage /> },
            { path: 'course', element: <CoursePage /> },
            { path: 'messages', element: <MessagesPage /> },
          ],
        },
        { path: '*', element: <Navigate to="/" replace /> },
      ],
    },
  ])
}
