import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { MailTexts, MailWords } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const welcome: MailWords = { notice: 'welcome', audience: 'patient', subject: 'Your number {reference}', body: 'Welcome to {service}.' }
const offer: MailWords = { notice: 'offer', audience: 'specialist', subject: 'A case is offered to you', body: 'Its synopsis waits.' }
const mine: MailWords = { ...welcome, body: 'Good day.' }
const version = { version: 1, state: 'proposed', source: 'Decision', proposed_by: { id: 'p', name: 'Caroline Weiss' }, proposed_at: '2026-11-02T15:00:00Z', mine: false, decided_by: { id: '', name: '' }, decided_at: null, ended_at: null, words: [mine] }
const texts = (more: Partial<MailTexts> = {}): MailTexts => ({ shipped: [welcome, offer], in_force: null, proposed: null, previews: [], confirms: false, past: [], ...more })

function show(answers: Record<string, unknown>) {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, ...answers })
  window.history.replaceState(null, '', '/console/mail-texts')
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, ...page }
}

it('writes a text with the keyboard, says where a place is wrong, and proposes what differs', async () => {
  const user = userEvent.setup()
  let wrong = true
  const { asked, container } = show({
    'GET /mail-texts': texts(),
    'POST /mail-texts/effects': () => (wrong ? problem(422, 'invalid', 'Text, line 1, column 1: “{patient}” is no place.') : { previews: [{ ...mine, subject: 'Your number 4417 203 958' }] }),
    'POST /mail-texts': texts({ proposed: { ...version, mine: true } }),
  })
  await screen.findByRole('button', { name: /A case is offered/ })
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change the texts' }))
  await user.click(screen.getByRole('button', { name: 'Your number {reference}' }))
  await user.clear(screen.getByLabelText('Text'))
  await user.type(screen.getByLabelText('Text'), '{{patient}')
  expect(await screen.findByText(/“{patient}” is no place/)).toBeTruthy()
  wrong = false
  await user.clear(screen.getByLabelText('Text'))
  await user.type(screen.getByLabelText('Text'), 'Good day.')
  expect(await screen.findByText('Your number 4417 203 958')).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
  await user.type(screen.getByLabelText('Source'), 'Decision')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await screen.findByText('A change waits for a second person')
  expect(asked.find(a => a.path === '/mail-texts' && a.method === 'POST')?.body).toEqual({ over: 0, words: [mine], source: 'Decision' })
})

it('shows a second person each text that says something else, as it is and as it would be sent', async () => {
  const user = userEvent.setup()
  const { asked, container } = show({
    'GET /mail-texts': texts({ proposed: version, previews: [{ ...mine, subject: 'Your number 4417 203 958' }], confirms: true }),
    'POST /mail-texts/confirm': texts({ in_force: { ...version, state: 'in-force' } }),
  })
  await screen.findByText('A change waits for a second person')
  expect(screen.getByText('Your number 4417 203 958')).toBeTruthy()
  expect(container.querySelector('del')?.textContent).toContain('Welcome to {service}.')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Confirm' }))
  await waitFor(() => expect(screen.queryByText('A change waits for a second person')).toBeNull())
  expect(asked.find(a => a.path === '/mail-texts/confirm')?.body).toEqual({ version: 1 })
})
