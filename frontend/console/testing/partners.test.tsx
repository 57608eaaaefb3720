import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Partner, Partners } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me } from './fake-service'
import { openSide } from './side'

beforeEach(() => startText({ console: text, acts }))

const acme: Partner = { id: 'a'.repeat(32), name: 'Acme Benefits', active: true, contract: '2026/17', from: '2026-01-01', until: '2026-10-31', pays: 'partner', accepts: true, told: true, brand: 'own', label: '', member: 'AA-9999', contact: { name: 'Ingrid Solberg', email: '', phone: '+1 617 555 0199' }, note: '' }
const register = (more: Partial<Partners> = {}): Partners => ({ today: '2026-11-24', now: [acme], facts: [{ partner: acme.id, open: 4, prices: 2, people: [{ id: 'o', name: 'Odile Marchetti', role: 'partner-admin' }] }], in_force: null, proposed: null, effects: null, confirms: false, past: [], ...more })
const version = { version: 1, state: 'proposed', source: 'Contract', proposed_by: { id: 'p', name: 'Caroline Weiss' }, proposed_at: '2026-11-02T15:00:00Z', mine: true, decided_by: { id: '', name: '' }, decided_at: null, ended_at: null }

it('changes a contract, sees what that brings, and proposes it', async () => {
  const user = userEvent.setup()
  const effects = { groups: [{ partner: 'Acme Benefits', what: 'contract' as const, count: 4 }], cases: [] }
  const asked = fakeService({ 'GET /me': me('admin'), 'GET /cases': list, 'GET /partners': register(), 'POST /partners/effects': effects, 'POST /partners': register({ proposed: { ...version, partners: [{ ...acme, until: '' }] }, effects }) })
  window.history.replaceState(null, '', '/console/partners')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  await screen.findByText('2026/17, 1 Jan 2026 to 31 Oct 2026, over')
  screen.getByText(/Odile Marchetti/)
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change' }))
  await user.click(screen.getByRole('button', { name: 'Change Acme Benefits' }))
  const form = screen.getByRole('form', { name: 'Partner' })
  expect(await axeFindings(container)).toEqual([])
  const until = within(form).getByRole('group', { name: /^Last day/ })
  for (const field of within(until).getAllByRole('textbox')) await user.clear(field)
  await user.selectOptions(within(until).getByRole('combobox'), '')
  await user.click(screen.getByRole('button', { name: 'Into the list' }))
  await screen.findByText('4 open cases have a contract again.')
  await user.click(screen.getByRole('button', { name: 'Change Acme Benefits' }))
  await openSide(user)
  await user.click(screen.getByRole('link', { name: 'Prices' }))
  await user.click(within(await screen.findByRole('dialog', { name: 'Leave what you wrote here?' })).getByRole('button', { name: 'Stay here' }))
  await user.click(within(screen.getByRole('form', { name: 'Partner' })).getByRole('button', { name: 'Leave as it is' }))
  await user.type(screen.getByLabelText('Source'), 'Contract')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await screen.findByText('A change waits for a second person')
  expect(asked.find(a => a.path === '/partners' && a.method === 'POST')?.body).toEqual({ over: 0, partners: [{ ...acme, until: '' }], source: 'Contract' })
})

it('tells the second person what is proposed in words, not in codes', async () => {
  const next: Partner = { ...acme, until: '2027-12-31', accepts: false, pays: 'member', active: false, brand: 'co-branded', label: 'Acme Care' }
  fakeService({ 'GET /me': me('admin'), 'GET /cases': list, 'GET /partners': register({ confirms: true, proposed: { ...version, mine: false, partners: [next] } }) })
  window.history.replaceState(null, '', '/console/partners')
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  await screen.findByText('A change waits for a second person')
  const said = screen.getAllByRole('listitem').map(x => x.textContent)
  expect(said).toContain('Acme Benefits, last day: 31 Oct 2026 31 Dec 2027')
  expect(said).toContain('Acme Benefits, who pays: The partner The member')
  expect(said).toContain('Acme Benefits, accepts estimates: Accepted by the contract The partner is asked each time')
  expect(said).toContain('Acme Benefits, state: In use out of use')
  expect(said).toContain('Acme Benefits, members meet the service as: Itself Acme Care, with its own name')
})
