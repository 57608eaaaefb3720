import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { AccountPage, Accounts, Invitation, OwnAccount } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

function show(path: string, answers: Record<string, unknown>) {
  const asked = fakeService({ 'GET /me': me('admin'), 'GET /cases': list, ...answers })
  window.history.replaceState(null, '', `/console${path}`)
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, ...page }
}

const nobody = { id: '', name: '' }
const held = { role: 'approver' as const, partner: nobody, clinic: '', from: '2026-01-05T09:00:00Z', until: null, given_by: { id: 'b', name: 'Odile Brandt' }, ended_by: nobody, held: true, here: true }
const row = { id: 'p', name: 'Ines Abelard', emails: ['ines@example.org'], roles: [held], locked: null, left: false, invited: null, signed_in: '2026-11-24T14:00:00Z', waits: false }
const accounts: Accounts = { people: [row, { ...row, id: 'q', name: 'Gone Person', left: true }], partners: [], two: ['admin', 'approver', 'coordinator'] }
const account = (more: Partial<AccountPage> = {}): AccountPage => ({
  id: 'p', name: 'Ines Abelard', titles: 'MD', mine: false, listed: false, locked: null, left: null, roles: [held], signs: true,
  sign_ins: [{ id: 'a', email: 'ines@example.org', signed_in: '2026-11-24T14:00:00Z', key: true, recovery: 9, invited: null, begun: true, since: '2026-01-05T09:00:00Z' }],
  sessions: [
    { id: 's1', browser: 'Firefox, Windows', network: '192.0.2.7', since: '2026-11-24T13:00:00Z', seen: '2026-11-24T14:00:00Z', here: false },
    { id: 's2', browser: 'Safari, iPad', network: '', since: '2026-11-24T13:00:00Z', seen: '2026-11-24T13:10:00Z', here: false },
  ],
  keys: [{ id: 'k', role: 'approver', from: '2026-01-05T09:00:00Z', until: '2028-01-05T09:00:00Z', revoked: null, current: true }],
  uncertified: false,
  history: [{ at: '2026-01-05T09:00:00Z', event: 'role-given:approver', by: { id: 'b', name: 'Odile Brandt' }, why: 'Begins on Monday' }],
  in_force: null, proposed: null, confirms: false, alone: false, begun: true, reset: { over: 0, proposed: null, confirms: false },
  ...more,
})
const invitation: Invitation = { person: 'n', email: 'noor@example.org', code: 'ONCEONCEONCE', until: '2026-11-27T14:00:00Z', waits: false, two: false, certificates: 0, unreleased: [] }

it('invites a person by the keyboard and shows the link once', async () => {
  const user = userEvent.setup()
  const { asked, container } = show('/accounts', { 'GET /accounts': accounts, 'POST /accounts': invitation })
  await screen.findByText('ines@example.org')
  expect(screen.queryByText('Gone Person')).toBeNull()
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Invite a person' }))
  const dialog = await screen.findByRole('dialog')
  await user.click(within(dialog).getByRole('button', { name: 'Invite a person' }))
  expect(within(dialog).getByText('Choose a role.')).toBeTruthy()
  await user.click(within(dialog).getByLabelText(/^Role/))
  await user.click(await screen.findByRole('option', { name: 'partner administrator' }))
  expect(within(dialog).getByRole('link', { name: 'Enter a partner' }).getAttribute('href')).toBe('/console/partners')
  // One person entered twice could approve an own letter: four eyes compare persons.
  await user.type(within(dialog).getByLabelText(/^Name/), 'inès ABELARD')
  expect(within(dialog).getByText(/ines@example.org\) is here already/)).toBeTruthy()
  await user.clear(within(dialog).getByLabelText(/^Name/))
  await user.type(within(dialog).getByLabelText(/^Name/), 'Noor Haddad')
  expect(within(dialog).queryByText(/is here already/)).toBeNull()
  await user.type(within(dialog).getByLabelText(/^E-mail/), 'noor@example.org')
  await user.click(within(dialog).getByLabelText(/^Role/))
  await user.click(await screen.findByRole('option', { name: 'billing' }))
  await user.type(within(dialog).getByLabelText(/^Reason/), 'Begins on Monday')
  await user.dblClick(within(dialog).getByRole('button', { name: 'Invite a person' }))
  await screen.findByText(/\/console\/join#ONCEONCEONCE/)
  expect(asked.filter(a => a.path === '/accounts' && a.method === 'POST').map(a => a.body)).toEqual([{ name: 'Noor Haddad', titles: '', email: 'noor@example.org', role: 'billing', partner: '', reason: 'Begins on Monday' }])
  await user.keyboard('{Escape}')
  expect(screen.getByText(/\/console\/join#ONCEONCEONCE/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'It is handed over' }))
  await waitFor(() => expect(screen.queryByText(/#ONCEONCEONCE/)).toBeNull())
})

it('locks with a reason, keeps the dialog where it was refused, and ends one session', async () => {
  const user = userEvent.setup()
  let refused = true
  const { asked, container } = show('/accounts/p', {
    'GET /accounts': accounts,
    'GET /accounts/p': account(),
    'POST /accounts/p/lock': () => (refused ? problem(409, 'conflict', 'This account is locked already. Nothing was changed.') : account({ locked: '2026-11-24T15:00:00Z', sessions: [] })),
    'POST /accounts/p/sessions/end': account({ sessions: [] }),
  })
  await screen.findByText('Became approver')
  expect(screen.getByText(/Begins on Monday/)).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'End the session in Safari, iPad' }))
  await screen.findByText('Nowhere at present.')
  expect(asked.find(a => a.path === '/accounts/p/sessions/end')?.body).toEqual({ session: 's2' })
  await user.click(screen.getByRole('button', { name: 'Lock' }))
  const dialog = await screen.findByRole('dialog')
  await user.click(within(dialog).getByRole('button', { name: 'Lock' }))
  expect(within(dialog).getByText('Say why, in a sentence.')).toBeTruthy()
  await user.keyboard('The laptop was stolen')
  await user.click(within(dialog).getByRole('button', { name: 'Lock' }))
  await within(dialog).findByText('This account is locked already.')
  refused = false
  await user.click(within(dialog).getByRole('button', { name: 'Lock' }))
  await screen.findByText(/^Locked since/)
  expect(asked.filter(a => a.path === '/accounts/p/lock').at(-1)?.body).toEqual({ reason: 'The laptop was stolen' })
})

const waiting = { over: 0, confirms: true, proposed: { version: 3, state: 'proposed', source: 'The telephone was lost', proposed_by: { id: 'b', name: 'Odile Brandt' }, proposed_at: '2026-11-24T14:00:00Z', mine: false, decided_by: nobody, decided_at: null, ended_at: null, account: 'a', factor: true } }

it('asks another administrator for a reset, and says where there is none', async () => {
  const user = userEvent.setup()
  const { asked } = show('/accounts/p', {
    'GET /accounts': accounts,
    'GET /accounts/p': account({ alone: true }),
    'POST /accounts/p/reset': account({ alone: true, reset: { ...waiting, confirms: false, proposed: { ...waiting.proposed, mine: true } } }),
  })
  await user.click(await screen.findByRole('button', { name: 'Reset the sign-in of ines@example.org' }))
  const dialog = await screen.findByRole('dialog')
  within(dialog).getByText(/no other administrator who could confirm it/)
  await user.click(within(dialog).getByLabelText(/^The authenticator is lost/))
  await user.type(within(dialog).getByLabelText(/^Reason/), 'The telephone was lost')
  await user.click(within(dialog).getByRole('button', { name: 'Ask for the reset' }))
  await screen.findByRole('button', { name: 'Take back' })
  screen.getByText(/no other administrator who could confirm it/)
  expect(asked.find(a => a.path === '/accounts/p/reset')?.body).toEqual({ over: 0, account: 'a', factor: true, reason: 'The telephone was lost' })
  expect(screen.queryByRole('button', { name: /^Reset/ })).toBeNull()
  expect(document.body.textContent).not.toContain('join#')
})

it('gives the second administrator the link, by keys alone, once it was asked again', async () => {
  const user = userEvent.setup()
  const { asked, container } = show('/accounts/p', { 'GET /accounts': accounts, 'GET /accounts/p': account({ reset: waiting }), 'POST /accounts/p/reset/confirm': { ...invitation, email: 'ines@example.org' } })
  await screen.findByText(/proposed by Odile Brandt/i)
  screen.getByText('password and authenticator.')
  expect(await axeFindings(container)).toEqual([])
  screen.getByRole('button', { name: 'Reset' }).focus()
  await user.keyboard('{Enter}')
  const dialog = await screen.findByRole('dialog')
  within(dialog).getByText(/Ask the person first, by telephone/)
  expect(document.activeElement?.textContent).toBe('Not yet')
  within(dialog).getByRole('button', { name: 'Reset' }).focus()
  await user.keyboard('{Enter}')
  await screen.findByText(/\/console\/join#ONCEONCEONCE/)
  expect(asked.find(a => a.path === '/accounts/p/reset/confirm')?.body).toEqual({ version: 3 })
})

it('says that a reset may be done where its answer was lost', async () => {
  const user = userEvent.setup()
  let gone = false
  show('/accounts/p', {
    'GET /accounts': accounts,
    'GET /accounts/p': () => account(gone ? {} : { reset: waiting }),
    'POST /accounts/p/reset/confirm': () => {
      gone = true
      return problem(502, 'unreachable', 'The service did not answer.')
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Reset' }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Reset' }))
  await screen.findByText(/it may be done: then nothing of before opens the account/)
  await waitFor(() => expect(screen.queryByText('password and authenticator.')).toBeNull())
  screen.getByText(/it may be done: then nothing of before opens the account/)
})

it('gives another invitation to who never began, without a second', async () => {
  const user = userEvent.setup()
  const { asked } = show('/accounts/p', {
    'GET /accounts': accounts,
    'GET /accounts/p': account({ begun: false, roles: [{ ...held, role: 'billing' }], sign_ins: account().sign_ins.map(s => ({ ...s, begun: false, signed_in: null, invited: '2026-11-27T14:00:00Z' })) }),
    'POST /accounts/p/invitation': invitation,
  })
  await user.click(await screen.findByRole('button', { name: 'Another invitation for ines@example.org' }))
  const dialog = await screen.findByRole('dialog')
  await user.type(within(dialog).getByLabelText(/^Reason/), 'The link was lost')
  await user.click(within(dialog).getByRole('button', { name: 'Another invitation' }))
  await screen.findByText(/\/console\/join#ONCEONCEONCE/)
  expect(asked.find(a => a.path === '/accounts/p/invitation')?.body).toEqual({ account: 'a', reason: 'The link was lost' })
})

it('lets nobody act on the own account', async () => {
  show('/accounts/p', { 'GET /accounts': accounts, 'GET /accounts/p': account({ mine: true }) })
  await screen.findByText(/This is you/)
  for (const name of ['Lock', 'Close', 'Give a role', 'Take the signing key']) expect(screen.queryByRole('button', { name })).toBeNull()
})

const qr = ['111', '101', '111']
const own = (more: Partial<OwnAccount> = {}): OwnAccount => ({ name: 'Caroline Mbeki', email: 'caroline@example.org', roles: [held], sessions: account().sessions.map((s, i) => ({ ...s, here: i === 0 })), recovery: 0, history: [], ...more })

it('replaces the authenticator and shows recovery codes once', async () => {
  const user = userEvent.setup()
  const codes = ['ABCD-EFGH-IJKL-MNOP', 'QRST-UVWX-YZ23-4567']
  const { asked, container } = show('/account', { 'GET /account': own(), 'POST /account/factor': { secret: 'GEZDGNBVGY3TQOJQ', qr }, 'POST /account/factor/keep': { codes } })
  await screen.findByText(/None is left/)
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Replace' }))
  await user.click(screen.getByRole('button', { name: 'Set up another' }))
  await screen.findByText('GEZD GNBV GY3T QOJQ')
  expect(screen.getByRole('img', { name: 'Picture for the authenticator' }).querySelector('path')?.getAttribute('d')?.match(/M/g)?.length).toBe(8)
  await user.click(screen.getByRole('button', { name: 'Use the new one' }))
  expect(asked.some(a => a.path === '/account/factor/keep')).toBe(false)
  await user.type(screen.getByLabelText('Code of the new authenticator'), '123 456')
  await user.type(screen.getByLabelText(/^Code of the present authenticator/), 'ABCD-EFGH-IJKL-MNOP')
  await user.type(screen.getByLabelText('Present password'), 'Correct-horse-1')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Use the new one' }))
  await screen.findByText(codes[1] ?? '')
  expect(asked.find(a => a.path === '/account/factor/keep')?.body).toEqual({ password: 'Correct-horse-1', code: 'ABCD-EFGH-IJKL-MNOP', next: '123456' })
  expect(window.dispatchEvent(new Event('beforeunload', { cancelable: true }))).toBe(false)
  await user.click(screen.getByRole('link', { name: /^Cases/ }))
  await user.click(within(await screen.findByRole('dialog', { name: 'Leave before you have kept the codes?' })).getByRole('button', { name: 'Stay here' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  screen.getByText(codes[1] ?? '')
  await user.click(screen.getByRole('button', { name: 'I have kept them' }))
  expect(screen.queryByText(codes[1] ?? '')).toBeNull()
})

it('begins with an invitation: a password of one’s own, the authenticator, recovery codes', async () => {
  const user = userEvent.setup()
  const { asked, container } = show('/join#ONCE', {
    'POST /invitation': { name: 'Noor Haddad', email: 'noor@example.org', service: 'Online Second Opinions', factor: { secret: 'GEZDGNBVGY3TQOJQ', qr } },
    'POST /invitation/begin': { codes: ['ABCD-EFGH-IJKL-MNOP'], signed_in: true },
  })
  await screen.findByText('Welcome, Noor Haddad')
  expect(asked.some(a => a.path === '/me')).toBe(false)
  expect(await axeFindings(container)).toEqual([])
  await user.keyboard('weak')
  await user.click(screen.getByRole('button', { name: 'Begin' }))
  expect(screen.getByText(/^It has to have eight characters/)).toBeTruthy()
  await user.type(screen.getByLabelText(/^New password/), '-horse-12')
  await user.type(screen.getByLabelText(/^One-time code/), '123456')
  await user.click(screen.getByRole('button', { name: 'Begin' }))
  await screen.findByText('ABCD-EFGH-IJKL-MNOP')
  expect(asked.find(a => a.path === '/invitation/begin')?.body).toEqual({ code: 'ONCE', password: 'weak-horse-12', otp: '123456' })
  await user.click(screen.getByRole('button', { name: 'Go on' }))
  await waitFor(() => expect(asked.some(a => a.path === '/me')).toBe(true))
  expect(window.location.hash).toBe('')
})

it('says that an invitation is not good any more', async () => {
  show('/join#OVER', { 'POST /invitation': problem(409, 'refused', 'This invitation is not good any more: it was used, or its time is over.') })
  await screen.findByText(/not good any more/)
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeTruthy()
})

it('keeps an invitation that could not be asked for', async () => {
  const user = userEvent.setup()
  let away = true
  show('/join#ONCE', { 'POST /invitation': () => (away ? problem(503, 'internal', 'The service is busy.') : { name: 'Noor Haddad', email: 'noor@example.org', service: 'Online Second Opinions', factor: null }) })
  await screen.findByText('The service is busy.')
  away = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await screen.findByText('Welcome, Noor Haddad')
  expect(window.location.hash).toBe('#ONCE')
})
