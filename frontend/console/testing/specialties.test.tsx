import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Specialties } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const medicine = { code: 'internal-medicine', name: 'Internal medicine', of: '', words: [], retired: false, modalities: [], under: 0 }
const hematology = { code: 'hematology', name: 'Hematology', of: 'internal-medicine', words: ['leukemia'], retired: false, modalities: [], under: 0 }
const register = (more: Partial<Specialties> = {}): Specialties => ({ now: [medicine, hematology], used: [{ code: 'hematology', people: 2 }], in_force: null, proposed: null, confirms: false, past: [], ...more })

it('adds a specialty and the words by which a case is its, and proposes the list', async () => {
  const user = userEvent.setup()
  const added = { code: 'hematology-2', name: 'Hématology', of: '', words: ['anemia', 'thrombo'], retired: false, modalities: [], under: 0 }
  const version = { version: 1, state: 'proposed', source: 'Board', proposed_by: { id: 'p', name: 'Caroline Weiss' }, proposed_at: '2026-11-02T15:00:00Z', mine: true, decided_by: { id: '', name: '' }, decided_at: null, ended_at: null, specialties: [medicine, hematology, added] }
  const asked = fakeService({ 'GET /me': me('admin'), 'GET /cases': list, 'GET /specialties': register(), 'POST /specialties': register({ proposed: version }) })
  window.history.replaceState(null, '', '/console/specialties')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  await screen.findByText('In 2 entries. leukemia')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change the list' }))
  await user.click(screen.getByRole('button', { name: 'Add a specialty' }))
  await user.keyboard('Hématology')
  await user.type(screen.getByLabelText(/^Words of its cases/), 'anemia, thrombo')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Into the list' }))
  await user.type(screen.getByLabelText('Source'), 'Board')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await screen.findByText('A change waits for a second person')
  expect(asked.find(a => a.path === '/specialties' && a.method === 'POST')?.body).toEqual({ over: 0, specialties: [medicine, hematology, added], source: 'Board' })
})
