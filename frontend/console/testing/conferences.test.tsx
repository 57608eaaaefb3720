import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Conference, Content } from '../api/types'
import { App } from '../app'
import acts from '../acts.json'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion } from './fake-service'

plainFields()

// What was decided where specialists talked a case over.

beforeEach(() => startText({ console: text, acts }))
afterEach(() => vi.restoreAllMocks())

const conference = (more: Partial<Conference> = {}): Conference => ({
  id: 'k1',
  held: '2026-11-23T15:00:00Z',
  with: 'Dr. Weber and Dr. Eze',
  decided: 'Operate within six weeks.',
  by: 'Dr. Weber',
  at: '2026-11-23T16:00:00Z',
  corrects: '',
  wrong: false,
  ...more,
})

function open(path: string) {
  window.history.replaceState(null, '', `/console${path}`)
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return userEvent.setup()
}

it('is put into the letter by its author, word for word', async () => {
  const asked = fakeService({
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft', 'note-conference'], conferences: [conference()] }),
    'GET /cases/c1/opinion': opinion(),
    'PUT /cases/c1/opinion': (body: unknown) => opinion({ row_version: 9, content: (body as { content: Content }).content }),
  })
  const user = open('/case/c1/write')
  await user.click(await screen.findByRole('button', { name: /^Put the conference of .* into the letter$/ }))
  await waitFor(() => expect((asked.findLast(a => a.method === 'PUT')?.body as { content: Content }).content.reached).toMatch(/^The case was talked over on .* \(Dr\. Weber and Dr\. Eze\): Operate within six weeks\.$/), { timeout: 4000 })
})

it('is corrected by another that names it, and the wrong one is not cited', async () => {
  const asked = fakeService({
    'GET /me': me('coordinator'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['coordinator'], acts: ['note-conference'], conferences: [conference({ id: 'k2', corrects: 'k1' }), conference({ wrong: true })] }),
  })
  const user = open('/case/c1')
  expect(await screen.findByText(/Another note says it otherwise/)).toBeTruthy()
  const again = screen.getAllByRole('button', { name: /^Correct the note of/ })
  expect(again).toHaveLength(1)
  await user.click(again[0]!)
  const dialog = await screen.findByRole('dialog')
  await user.type(within(dialog).getByLabelText(/Who took part/), 'Dr. Weber')
  await user.type(within(dialog).getByLabelText(/What was decided/), 'Wait.')
  await user.click(within(dialog).getByRole('button', { name: 'Note a conference' }))
  expect(asked.some(a => a.method === 'POST' && a.path.endsWith('note-conference'))).toBe(false) // when it was is missing
  expect(within(dialog).getByText('Enter day and time.')).toBeTruthy()
})
