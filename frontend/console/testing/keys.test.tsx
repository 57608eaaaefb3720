import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { KeysPage } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const page = (more: Partial<KeysPage> = {}): KeysPage => ({
  now: '2026-11-30T09:00:00Z',
  keys: [
    { id: '1aff08af77921aff', kind: 'root', from: '2026-01-05T09:00:00Z', until: '2046-01-05T09:00:00Z', made: '2026-01-05T09:00:00Z', retired: null, current: true },
    { id: 'c41d08af77921aff', kind: 'issuing', from: '2026-01-05T09:00:00Z', until: '2027-01-06T09:00:00Z', made: '2026-01-05T09:00:00Z', retired: null, current: true },
  ],
  ends: [{ what: 'issuing-key', until: '2027-01-06T09:00:00Z', days: 37, due: true, told: [{ stage: 120, at: '2026-09-08T09:00:00Z' }, { stage: 60, at: '2026-11-07T09:00:00Z' }] }],
  own: true,
  desk: { held: 12, soon: 1 },
  team: { held: 9, soon: 0 },
  mail: [],
  acts: true,
  past: [{ at: '2026-01-05T09:00:00Z', event: 'keys-made', by: { id: 'command-line', name: '' }, why: '' }],
  ...more,
})

function open(answers: Record<string, unknown>, role: 'admin' | 'coordinator' = 'admin') {
  window.history.replaceState(null, '', '/console/keys')
  const asked = fakeService({ 'GET /me': me(role), 'GET /cases': list, 'GET /keys': page(), ...answers })
  return { asked, ...render(<LookProvider pointer><App /></LookProvider>) }
}

it('says what ends, who was told, and what to do; looks again and changes the addresses by keys alone', async () => {
  const user = userEvent.setup()
  let taken = true
  const { asked, container } = open({
    'POST /keys/renew': page(),
    'POST /keys/mail': () => (taken ? problem(422, 'invalid', '"it" is not an e-mail address. Nothing was changed.') : page({ mail: ['it@example.org', 'night@example.org'] })),
  })
  await screen.findByText('until 6 Jan 2027, 37 days left')
  screen.getByText(/Told by mail 2 times, last on/)
  screen.getByText(/oso-server admin keys --root FILE\. The service takes/)
  screen.getByText('one ends within 45 days')
  screen.getByText('Keys made')
  screen.getByText('C41D 08AF 7792 1AFF')
  expect(await axeFindings(container)).toEqual([])
  screen.getByRole('button', { name: 'Look and renew now' }).focus()
  await user.keyboard('{Enter}')
  await screen.findByText(/The service looks now/)
  screen.getByRole('button', { name: 'Change' }).focus()
  await user.keyboard('{Enter}')
  const dialog = await screen.findByRole('dialog')
  await user.keyboard('it@example.org, night@example.org')
  within(dialog).getByRole('button', { name: 'Keep the addresses' }).focus()
  await user.keyboard('{Enter}')
  await within(dialog).findByText(/is not an e-mail address/)
  expect(within(dialog).getByLabelText<HTMLTextAreaElement>(/^Addresses/).value).toBe('it@example.org, night@example.org')
  taken = false
  await user.click(within(dialog).getByRole('button', { name: 'Keep the addresses' }))
  await screen.findByText('it@example.org, night@example.org')
  expect(asked.filter(a => a.path === '/keys/mail').at(-1)?.body).toEqual({ were: [], addresses: ['it@example.org', 'night@example.org'] })
})

it('shows a coordinator what ends, and no act', async () => {
  open({ 'GET /keys': page({ acts: false }) }, 'coordinator')
  await screen.findByText('until 6 Jan 2027, 37 days left')
  screen.getByText('Tell an administrator.')
  for (const name of ['Look and renew now', 'Change']) expect(screen.queryByRole('button', { name })).toBeNull()
})

it('writes over what somebody else kept meanwhile only once it was shown', async () => {
  const user = userEvent.setup()
  let now = ['it@example.org']
  const { asked } = open({
    'GET /keys': () => page({ mail: now }),
    'POST /keys/mail': (body: unknown) => ((body as { were: string[] }).were.join() === now.join() ? page({ mail: ['it@example.org', 'boss@example.org'] }) : problem(409, 'conflict', 'Somebody else changed this in the meantime.')),
  })
  await user.click(await screen.findByRole('button', { name: 'Change' }))
  const dialog = await screen.findByRole('dialog')
  await user.type(within(dialog).getByLabelText(/^Addresses/), '\nboss@example.org')
  now = ['it@example.org', 'night@example.org']
  await user.click(within(dialog).getByRole('button', { name: 'Keep the addresses' }))
  await within(dialog).findByText(/night@example\.org/)
  await user.click(within(dialog).getByRole('button', { name: 'Keep the addresses' }))
  expect(asked.filter(a => a.path === '/keys/mail')).toHaveLength(1)
  await user.click(within(dialog).getByRole('button', { name: 'Keep mine instead' }))
  await user.click(within(dialog).getByRole('button', { name: 'Keep the addresses' }))
  await screen.findByText('it@example.org, boss@example.org')
})
