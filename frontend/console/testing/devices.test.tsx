import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Devices } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const nobody = { id: '', name: '' }
const device = { id: 'd1d1d1d1d1', people: ['Dr. Noor Haddad'], enrolled: '2026-02-01T10:00:00Z', seen: '2026-11-24T08:00:00Z', program: '1.4.2', until: '2100-02-01T10:00:00Z', revoked: null, revoked_by: nobody, why: '', note: '' }
const devices = (more: Partial<Devices['clinics'][number]> = {}): Devices => ({
  now: '2026-11-24T09:00:00Z',
  codes: true,
  clinics: [{ id: 'k', name: 'Harbor Clinic', devices: [device], people: [{ id: 'n', name: 'Dr. Noor Haddad', role: 'physician', licensed: false, until: null }], codes: [], ...more }],
})

function open() {
  window.history.replaceState(null, '', '/console/devices')
  return render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
}

it('makes a code once the license is checked, and shows it this once', async () => {
  const user = userEvent.setup()
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /devices': devices(), 'POST /clinics/k/codes': { code: 'OSO1 ABCD EFGH', person: { id: 'n', name: 'Dr. Noor Haddad' }, expires: '2026-11-27T08:00:00Z', root: 'b79e9d4ff58a' } })
  const { container } = open()
  await screen.findByText('1.4.2')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Make a code for Dr. Noor Haddad' }))
  const dialog = await screen.findByRole('dialog')
  await user.click(within(dialog).getByRole('button', { name: 'Make a code' }))
  within(dialog).getByText('Check the license first.')
  expect(asked.some(a => a.method === 'POST')).toBe(false)
  await user.click(within(dialog).getByLabelText(/^I have checked/))
  await user.click(within(dialog).getByLabelText('A day'))
  await user.click(within(dialog).getByRole('button', { name: 'Make a code' }))
  const code = await screen.findByRole('textbox', { name: 'Enrollment code' })
  expect((code as HTMLTextAreaElement).value).toBe('OSO1 ABCD EFGH')
  screen.getByText('B79E 9D4F F58A')
  expect(document.activeElement).toBe(code) // ready to be copied; the key that made it closes nothing
  await user.keyboard('{Escape}')
  await user.click(screen.getByRole('button', { name: 'Copy: Enrollment code' }))
  expect(await navigator.clipboard.readText()).toBe('OSO1 ABCD EFGH')
  expect(asked.find(a => a.method === 'POST')?.body).toEqual({ person: 'n', hours: 24, license: true })
  await user.click(screen.getByRole('button', { name: 'I have passed it on' }))
  expect(screen.queryByDisplayValue('OSO1 ABCD EFGH')).toBeNull()
})

it('revokes a workstation with why, by keys alone', async () => {
  const user = userEvent.setup()
  const asked = fakeService({
    'GET /me': me('admin'),
    'GET /cases': list,
    'GET /devices': devices(),
    'POST /devices/d1d1d1d1d1/revoke': devices({ devices: [{ ...device, revoked: '2026-11-24T09:00:00Z', revoked_by: { id: 'me', name: 'Caroline Mbeki' }, why: 'lost', note: 'On a train' }] }),
  })
  open()
  ;(await screen.findByRole('button', { name: 'Revoke the workstation of Dr. Noor Haddad' })).focus()
  await user.keyboard('{Enter}')
  const dialog = await screen.findByRole('dialog')
  within(dialog).getByText(/This cannot be taken back/)
  within(dialog).getByLabelText('Lost').focus()
  await user.keyboard(' {Tab}On a train')
  within(dialog).getByRole('button', { name: 'Revoke the workstation' }).focus()
  await user.keyboard('{Enter}')
  await screen.findByText(/Revoked 24 Nov 2026 by Caroline Mbeki: Lost: On a train/)
  expect(asked.find(a => a.method === 'POST')?.body).toEqual({ reason: 'lost', note: 'On a train' })
})
