import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Brand, BrandRegister, Clinics } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me, problem } from './fake-service'
import { openSide } from './side'

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

const brand: Brand = { name: 'Online Second Opinions', national: '+1 617 555 0142', international: '+1 617 555 0143', email: 'office@oso.example', hours: 'Mon to Fri', legal_name: '', address: [] }
const register = (more: Partial<BrandRegister> = {}): BrandRegister => ({ now: brand, mail_end: 'Online Second Opinions', in_force: null, proposed: null, confirms: false, past: [], ...more })

it('changes the service’s name with the keyboard, shows how mails would end, and has it confirmed', async () => {
  const user = userEvent.setup()
  const logo = 'a'.repeat(64)
  const other = { ...brand, name: 'Harbor', address: ['1 Harbor Street', 'Boston'], logo, logo_names: true }
  const version = { version: 1, state: 'proposed', source: 'Board', proposed_by: { id: 'p', name: 'Caroline Weiss' }, proposed_at: '2026-11-02T15:00:00Z', mine: true, decided_by: { id: '', name: '' }, decided_at: null, ended_at: null, brand: other, mail_end: 'Harbor' }
  const { asked, container } = show('/brand', { 'GET /brand': register(), 'POST /brand/effects': { mail_end: 'Harbor, from then on' }, 'PUT /brand/logo': { sha256: logo }, 'POST /brand': register({ proposed: version }) })
  await user.click(await screen.findByRole('button', { name: 'Change name or contact' }))
  await user.clear(screen.getByLabelText('Name of the service'))
  await user.type(screen.getByLabelText('Name of the service'), 'Harbor')
  await user.type(screen.getByLabelText(/^Postal address/), '1 Harbor Street{Enter}Boston')
  expect(await screen.findByText('Harbor, from then on')).toBeTruthy()
  await user.upload(screen.getByLabelText('Logo'), new File(['x'], 'logo.png', { type: 'image/png' }))
  await user.click(await screen.findByRole('checkbox', { name: /shows the service’s name/ }))
  expect(screen.getByRole('img', { name: 'Harbor' }).getAttribute('src')).toBe(`/console/api/logos/${logo}`)
  expect(await axeFindings(container)).toEqual([])
  await user.type(screen.getByLabelText('Source'), 'Board')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await screen.findByText('A change waits for a second person')
  expect(asked.find(a => a.path === '/brand' && a.method === 'POST')?.body).toEqual({ over: 0, brand: other, source: 'Board' })
  expect(container.querySelector('del')?.textContent).toBe('Online Second Opinions')
  expect(screen.queryByRole('button', { name: 'Confirm' })).toBeNull()
  expect(await axeFindings(container)).toEqual([])
})

it('sets a clinic’s address and how its physician is addressed, over what was seen', async () => {
  const user = userEvent.setup()
  const clinic = { id: 'k', name: 'Harbor Clinic', address: [], phone: '', zone: '', people: [{ id: 'd', name: 'Dr. Amara Okonkwo-Reyes', titles: 'MD', role: 'physician', salutation: '', phone: '' }] }
  let behind = true
  const { asked, container } = show('/clinics', {
    'GET /clinics': { clinics: [clinic] } satisfies Clinics,
    'POST /clinics/k': { clinics: [{ ...clinic, address: ['14 Harbor Street', 'Portland'] }] },
    'POST /clinics/k/people/d': () => (behind ? problem(409, 'conflict', 'Somebody else changed this in the meantime.') : { clinics: [clinic] }),
  })
  await screen.findByText(/No postal address/)
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change the address of Harbor Clinic' }))
  await user.keyboard('14 Harbor Street{Enter}Portland')
  await user.click(screen.getByRole('button', { name: 'Keep' }))
  await screen.findByText('14 Harbor Street')
  expect(asked.find(a => a.path === '/clinics/k')?.body).toEqual({ before: { address: [], phone: '', zone: '' }, address: ['14 Harbor Street', 'Portland'], phone: '', zone: '' })
  await user.click(screen.getByRole('button', { name: /how Dr. Amara Okonkwo-Reyes is addressed/ }))
  await user.keyboard('Dr. Okonkwo-Reyes')
  expect(screen.getByText('Letters begin: Dear Dr. Okonkwo-Reyes,')).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
  await user.keyboard('{Enter}')
  await screen.findByText('Somebody else changed this in the meantime.')
  behind = false
  await user.click(screen.getByRole('button', { name: 'Keep' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Keep' })).toBeNull())
  expect(asked.filter(a => a.path === '/clinics/k/people/d').at(-1)?.body).toEqual({ before: { salutation: '', phone: '' }, salutation: 'Dr. Okonkwo-Reyes', phone: '' })
})

/** Goes elsewhere by the frame, stays once, then leaves. */
async function leave(user: ReturnType<typeof userEvent.setup>, kept: () => void) {
  await user.click(screen.getByRole('link', { name: 'Office days' }))
  await user.click(await screen.findByRole('button', { name: 'Stay here' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  kept()
  await user.click(screen.getByRole('link', { name: 'Office days' }))
  await user.click(await screen.findByRole('button', { name: 'Leave without it' }))
  await waitFor(() => expect(window.location.pathname).toBe('/console/holidays'))
}

it('asks before a change that is not proposed is left behind', async () => {
  const user = userEvent.setup()
  show('/brand', { 'GET /brand': register(), 'POST /brand/effects': { mail_end: 'Harbor' } })
  await user.click(await screen.findByRole('button', { name: 'Change name or contact' }))
  await openSide(user)
  await user.type(screen.getByLabelText('Source'), 'Board')
  await leave(user, () => expect(screen.getByLabelText<HTMLInputElement>('Source').value).toBe('Board'))
})

it('asks before a clinic’s words that are not kept are left behind, and asks nothing where none were typed', async () => {
  const user = userEvent.setup()
  const clinic = { id: 'k', name: 'Harbor Clinic', address: [], phone: '', zone: '', people: [] }
  show('/clinics', { 'GET /clinics': { clinics: [clinic] } satisfies Clinics, 'GET /holidays': problem(503, 'unavailable', 'Later.') })
  await screen.findByRole('button', { name: 'Change the address of Harbor Clinic' })
  await openSide(user)
  await user.click(screen.getByRole('button', { name: 'Change the address of Harbor Clinic' }))
  await user.keyboard('14 Harbor Street')
  await user.type(screen.getByRole('searchbox'), 'nobody of that name')
  await leave(user, () => expect(screen.getByDisplayValue('14 Harbor Street')).toBeTruthy())
  await user.click(screen.getByRole('link', { name: 'Clinics' }))
  await user.click(await screen.findByRole('button', { name: 'Change the address of Harbor Clinic' }))
  await user.click(screen.getByRole('link', { name: 'Office days' }))
  await waitFor(() => expect(window.location.pathname).toBe('/console/holidays'))
})
