import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Holidays, HolidaysVersion, Move } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const christmas = { date: '2026-12-25', name: 'Christmas Day' }
const thanksgiving = { date: '2026-11-26', name: 'Thanksgiving' }
const move: Move = { case: 'c1', reference: '4416870332', what: 'breach', from: '2026-12-08T15:00:00Z', to: '2026-12-09T15:00:00Z' }
const version = (more: Partial<HolidaysVersion> = {}): HolidaysVersion => ({
  version: 1,
  state: 'in-force',
  days: [christmas],
  source: 'Decision of the office',
  proposed_by: { id: 'p', name: 'Caroline Weiss' },
  proposed_at: '2026-11-02T15:00:00Z',
  mine: false,
  decided_by: { id: 'q', name: 'Alan Moreau' },
  decided_at: '2026-11-03T15:00:00Z',
  ended_at: null,
  ...more,
})
const holidays = (more: Partial<Holidays> = {}): Holidays => ({ today: '2026-11-24', in_force: version(), proposed: null, moves: [], past: [], confirms: false, ...more })
const proposed = version({ version: 2, state: 'proposed', days: [thanksgiving, christmas], decided_by: { id: '', name: '' }, decided_at: null })

function show(answers: Record<string, unknown>) {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, ...answers })
  window.history.replaceState(null, '', '/console/holidays')
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, ...page }
}

it('writes a change with the keyboard, shows whose date moves, and proposes it', async () => {
  const user = userEvent.setup()
  const { asked, container } = show({
    'GET /holidays': holidays(),
    'POST /holidays/effects': { moves: [move] },
    'POST /holidays': holidays({ proposed: { ...proposed, mine: true }, moves: [move] }),
  })
  await screen.findByText('Christmas Day')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change the holidays' }))
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  expect(asked.some(a => a.path === '/holidays' && a.method === 'POST')).toBe(false)
  expect(screen.getByText('Name the source.')).toBeTruthy()

  await user.type(screen.getByLabelText('Day'), '26')
  await user.selectOptions(screen.getByLabelText('Month'), 'November')
  await user.type(screen.getByLabelText('Year'), '2026')
  await user.type(screen.getByLabelText('Name'), 'Thanksgiving{Enter}')
  expect(screen.queryByText(/not whole/)).toBeNull() // the field is empty again, not half
  const moves = within(await screen.findByRole('row', { name: /4416870332/ }))
  expect(moves.getByText('8 Dec 2026')).toBeTruthy()
  expect(moves.getByText('9 Dec 2026')).toBeTruthy()
  await user.type(screen.getByLabelText('Source'), 'Decision of 2 November')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await screen.findByText('A change waits for a second person')
  expect(asked.find(a => a.path === '/holidays' && a.method === 'POST')?.body).toEqual({ over: 1, days: [thanksgiving, christmas], source: 'Decision of 2 November' })
  expect(screen.queryByRole('button', { name: 'Confirm' })).toBeNull() // who proposed it does not
  expect(screen.getByRole('button', { name: 'Take back' })).toBeTruthy()
})

it('shows a second person what changes and whose date moves before it is confirmed', async () => {
  const user = userEvent.setup()
  let fails = true
  const { asked, container } = show({
    'GET /holidays': holidays({ proposed, moves: [move], confirms: true }),
    'POST /holidays/confirm': () => (fails ? problem(409, 'conflict', 'This is no proposal any more.') : holidays({ in_force: { ...proposed, state: 'in-force' } })),
  })
  await screen.findByText('A change waits for a second person')
  expect(screen.getByText('New:').parentElement?.textContent).toContain('26 Nov 2026, Thanksgiving')
  expect(screen.getByRole('row', { name: /4416870332/ })).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Confirm' }))
  await screen.findByText('This is no proposal any more.')
  fails = false
  await user.click(screen.getByRole('button', { name: 'Confirm' }))
  await waitFor(() => expect(screen.queryByText('A change waits for a second person')).toBeNull())
  expect(asked.filter(a => a.path === '/holidays/confirm').map(a => a.body)).toEqual([{ version: 2 }, { version: 2 }])
  await user.click(screen.getByRole('button', { name: 'The year after' }))
  expect(screen.getByText('No holiday is entered for 2027.')).toBeTruthy()
})

it('keeps the keys in the list where a day is taken out', async () => {
  const user = userEvent.setup()
  show({ 'GET /holidays': holidays({ in_force: version({ days: [thanksgiving, christmas] }) }), 'POST /holidays/effects': { moves: [] } })
  await user.click(await screen.findByRole('button', { name: 'Change the holidays' }))
  const [first, second] = screen.getAllByRole('button', { name: /^(Remove|Take)/ })
  first?.focus()
  await user.keyboard('{Enter}')
  expect(screen.queryByRole('row', { name: /Thanksgiving/ })).toBeNull()
  expect(document.activeElement).toBe(second)
})
