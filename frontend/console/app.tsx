import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { keepFocus } from '@shared/ui/kept-focus'
import { Loading } from '@shared/ui/states'
import { ToastProvider } from '@shared/ui/toast'
import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createBrowserRouter, Outlet, RouterProvider, useLocation, useNavigate } from 'react-router'
import { Fault, newQueryClient } from './api/client'
import { useMe } from './api/session/get-me'
import { noteHands } from './api/session/hands'
import { sessionEnded } from './api/session/session'
import type { Me } from './api/types'
import classes from './app.module.css'
import { OwnPage } from './features/account/own-page'
import { AccountPage } from './features/accounts/account-page'
import { AccountsPage } from './features/accounts/accounts-page'
import { ApprovalPage } from './features/approval/approval-page'
import { AgreementTextsPage } from './features/agreement/agreement-page'
import { ApprovalChecksPage } from './features/approval-checks/approval-checks-page'
import { AuditPage } from './features/audit/audit-page'
import { BrandPage } from './features/brand/brand-page'
import { CasePage } from './features/case/case-page'
import { ClinicsPage } from './features/clinics/clinics-page'
import { DevicesPage } from './features/devices/devices-page'
import { KeysPage } from './features/keys/keys-page'
import { FiguresPage } from './features/figures/figures-page'
import { MaterialChecksPage } from './features/guide/materials-page'
import { QuestionTextsPage } from './features/guide/questions-page'
import { GlassPage } from './features/glass/glass-page'
import { HolidaysPage } from './features/holidays/holidays-page'
import { ImagesPage } from './features/images/images-page'
import { InboxPage } from './features/inbox/inbox-page'
import { ItemPage } from './features/inbox/item-page'
import { JoinPage } from './features/join/join-page'
import { MailTextsPage } from './features/mail-texts/mail-texts-page'
import { MailsPage } from './features/mails/mails-page'
import { PartnersPage } from './features/partners/partners-page'
import { EntryPage } from './features/people/entry-page'
import { LabelsPage } from './features/print/labels-page'
import { PostPage } from './features/print/post-page'
import { SheetPage } from './features/print/sheet-page'
import { PeoplePage } from './features/people/people-page'
import { RecordsPage } from './features/records/records-page'
import { LocationsPage } from './features/rulebook/locations-page'
import { PricesPage } from './features/rulebook/prices-page'
import { RetentionPage } from './features/retention/retention-page'
import { SignInAgain } from './features/sign-in/sign-in-again'
import { SignInPage } from './features/sign-in/sign-in-page'
import { MessageTextsPage } from './features/message-texts/message-texts-page'
import { SpecialtiesPage } from './features/specialties/specialties-page'
import { WorkListPage } from './features/work-list/work-list-page'
import { DemoStrip } from './lib/demo-strip'
import { DueStrip } from './lib/due-strip'
import { FaultPage } from './lib/fault-view'
import { ListPlaces } from './lib/list-place'
import { MeProvider } from './lib/me-context'
import { useSessionElsewhere } from './lib/session-windows'
import { Nowhere } from './lib/whole-page'

// The editor is large, and most who work here write no letters.
const ReportTextsPage = lazy(() => import('./features/report-texts/report-texts-page').then(m => ({ default: m.ReportTextsPage })))
const LetterTextsPage = lazy(() => import('./features/guide/letter-texts-page').then(m => ({ default: m.LetterTextsPage })))
const WritingPage = lazy(() => import('./features/writing/writing-page').then(m => ({ default: m.WritingPage })))

/** The staff's page: signed in or not decides what it shows. */
export function App() {
  const [client] = useState(newQueryClient)
  useEffect(noteHands, [])
  useEffect(keepFocus, [])
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>
        <Door />
      </ToastProvider>
    </QueryClientProvider>
  )
}

/** Who was invited begins without a session, whoever may be signed in in this browser. */
function Door() {
  const client = useQueryClient()
  const [joins, setJoins] = useState(() => window.location.pathname === '/console/join')
  const begin = () => {
    client.clear()
    setJoins(false)
  }
  return joins ? <JoinPage onDone={begin} /> : <Gate />
}

function Gate() {
  const { t } = useTranslation('console')
  const me = useMe()
  const ended = sessionEnded(me.error)
  useSessionElsewhere(ended)
  const [stood, setStood] = useState(false) // a page, before this
  if (me.data && !stood) setStood(true)
  // A session that ended leaves the page as it is, out of sight, for whoever goes on.
  if (me.data) {
    return (
      <>
        <MeProvider value={me.data}>
          <Desk key={me.data.id} me={me.data} />
        </MeProvider>
        {ended ? <SignInAgain name={me.data.name} /> : null}
      </>
    )
  }
  if (ended) return <SignInPage stood={stood} />
  if (me.error) {
    return (
      <main className={classes.alone}>
        <FaultPage fault={me.error} retry={() => void me.refetch()} />
      </main>
    )
  }
  return <Loading what={t('app.loading')} />
}

/** A router of its own for each person: nothing of a place survives signing out. */
function Desk({ me }: { me: Me }) {
  const [router] = useState(newRouter)
  useEffect(() => () => router.dispose(), [router])
  return (
    <div className={classes.desk}>
      {me.demonstration ? <DemoStrip /> : null}
      <DueStrip me={me} />
      <div className={classes.screen}>
        <ListPlaces>
          <RouterProvider router={router} />
        </ListPlaces>
      </div>
    </div>
  )
}

function Later({ of: Page }: { of: ComponentType }) {
  const { t } = useTranslation('console')
  return (
    <Suspense fallback={<Loading what={t('case.loading')} />}>
      <Page />
    </Suspense>
  )
}

/** In place of a page that broke: what was typed went to be saved when it left the screen. */
function Broken() {
  const { t } = useTranslation('shared')
  const go = useNavigate()
  const { pathname } = useLocation()
  return (
    <main className={classes.alone}>
      <FaultPage fault={new Fault('internal', t('fault.page'), 500)} retry={() => void go(pathname, { replace: true })} home={pathname === '/' ? undefined : () => void go('/')} />
    </main>
  )
}

export function newRouter() {
  return createBrowserRouter(
    [
      {
        element: <Outlet />,
        errorElement: <Broken />,
        children: [
          { path: '/', element: <WorkListPage /> },
          { path: '/stage/:stage', element: <WorkListPage /> },
          { path: '/role/:role', element: <WorkListPage /> },
          { path: '/case/:id', element: <CasePage /> },
          { path: '/case/:id/write', element: <Later of={WritingPage} /> },
          { path: '/case/:id/records', element: <RecordsPage /> },
          { path: '/case/:id/letter', element: <ApprovalPage /> },
          { path: '/case/:id/post', element: <PostPage /> },
          { path: '/case/:id/sheet', element: <SheetPage /> },
          { path: '/case/:id/labels', element: <LabelsPage /> },
          { path: '/case/:id/images', element: <ImagesPage /> },
          { path: '/inbox', element: <InboxPage /> },
          { path: '/inbox/:id', element: <ItemPage /> },
          { path: '/people', element: <PeoplePage /> },
          { path: '/people/:person', element: <EntryPage /> },
          { path: '/accounts', element: <AccountsPage /> },
          { path: '/accounts/:person', element: <AccountPage /> },
          { path: '/glass', element: <GlassPage /> },
          { path: '/retention', element: <RetentionPage /> },
          { path: '/audit', element: <AuditPage /> },
          { path: '/account', element: <OwnPage /> },
          { path: '/holidays', element: <HolidaysPage /> },
          { path: '/specialties', element: <SpecialtiesPage /> },
          { path: '/message-texts', element: <MessageTextsPage /> },
          { path: '/question-texts', element: <QuestionTextsPage /> },
          { path: '/letter-texts', element: <Later of={LetterTextsPage} /> },
          { path: '/report-texts', element: <Later of={ReportTextsPage} /> },
          { path: '/clinics', element: <ClinicsPage /> },
          { path: '/agreement', element: <AgreementTextsPage /> },
          { path: '/locations', element: <LocationsPage /> },
          { path: '/prices', element: <PricesPage /> },
          { path: '/partners', element: <PartnersPage /> },
          { path: '/devices', element: <DevicesPage /> },
          { path: '/keys', element: <KeysPage /> },
          { path: '/figures', element: <FiguresPage /> },
          { path: '/brand', element: <BrandPage /> },
          { path: '/mail-texts', element: <MailTextsPage /> },
          { path: '/approval-checks', element: <ApprovalChecksPage /> },
          { path: '/material-checks', element: <MaterialChecksPage /> },
          { path: '/mails', element: <MailsPage /> },
          { path: '*', element: <Nowhere /> },
        ],
      },
    ],
    { basename: '/console' },
  )
}
