import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Glass, Retention } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { aCase, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

function show(path: string, who: ReturnType<typeof me>, answers: Record<string, unknown>) {
  const asked = fakeService({ 'GET /me': who, 'GET /cases': list, ...answers })
  window.history.replaceState(null, '', `/console${path}`)
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, ...page }
}

const nobody = { id: '', name: '' }
const glass = (more: Partial<Glass> = {}): Glass => ({
  id: 'g', case: { id: 'c1', reference: '4416870332' }, person: { id: 'a', name: 'Rasmus Kjeldgaard' }, mine: false, reason: 'emergency', why: 'The clinic called', began: '2026-11-24T15:00:00Z', until: '2026-11-24T16:00:00Z',
  ended: null, ended_by: nobody, open: true, verdict: '', note: '', reviewed: null, by: nobody, reviews: true, ends: true, saw: [{ what: 'case', count: 1 }, { what: 'records', count: 3 }],
  ...more,
})

it('takes a case under break-glass for a reason, by the keyboard', async () => {
  const user = userEvent.setup()
  const status = aCase({ roles: ['admin'], acts: [], patient: null, document: null, payer: null, parties: [], records: [] })
  const seen = aCase({ roles: ['admin'], acts: [], glass: [glass({ mine: true, reviews: false })] })
  let open = false
  const { asked, container } = show('/case/c1', me('admin'), {
    'GET /cases/c1': () => (open ? seen : status),
    'POST /cases/c1/glass': () => {
      open = true
      return seen
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Break the glass' }))
  const dialog = await screen.findByRole('dialog')
  // The first field has the keys, and again where it was passed over.
  await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByLabelText('Emergency')))
  await user.click(within(dialog).getByRole('button', { name: 'Break the glass' }))
  expect(within(dialog).getByText('Choose why.')).toBeTruthy()
  expect(document.activeElement).toBe(within(dialog).getByLabelText('Emergency'))
  within(dialog).getByText(/^Sealed with the case/)
  await user.click(within(dialog).getByLabelText('Emergency'))
  await user.click(within(dialog).getByRole('button', { name: 'Not yet' }))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Break the glass' })))
  await user.click(screen.getByRole('button', { name: 'Break the glass' }))
  const again = await screen.findByRole('dialog')
  expect(within(again).getByLabelText<HTMLInputElement>('Emergency').checked).toBe(false)
  expect(within(again).queryByText('Choose why.')).toBeNull()
  await user.click(within(again).getByLabelText('Emergency'))
  await user.type(within(again).getByLabelText(/^In a sentence/), 'The clinic called')
  await user.dblClick(within(again).getByRole('button', { name: 'Break the glass' }))
  await screen.findByText(/^Under break-glass until/)
  expect(asked.filter(a => a.path === '/cases/c1/glass').map(a => a.body)).toEqual([{ reason: 'emergency', why: 'The clinic called' }])
  expect(screen.getByRole('heading', { name: /Noa Ben-David/ })).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
})

it('tells the desk, and has a second person say whether it was justified', async () => {
  const user = userEvent.setup()
  const { asked, container } = show('/case/c1', me('coordinator'), {
    'GET /cases/c1': aCase({ glass: [glass()] }),
    'GET /glass': { rows: [glass()] },
    'POST /glass/g/review': { rows: [glass({ reviewed: '2026-11-24T17:00:00Z', verdict: 'not-justified', note: 'Somebody was there', by: { id: 'me', name: 'Caroline Mbeki' }, open: false, ended: '2026-11-24T15:30:00Z', reviews: false, ends: false })] },
  })
  await screen.findByText(/Rasmus Kjeldgaard has this case under break-glass/)
  await user.click(screen.getByRole('link', { name: 'Look at it' }))
  await screen.findByText('Seen: the case, records (3)')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Review' }))
  const dialog = await screen.findByRole('dialog')
  await user.click(within(dialog).getByLabelText(/^It was not justified/))
  await user.type(within(dialog).getByLabelText(/^What you found/), 'Somebody was there')
  await user.click(within(dialog).getByRole('button', { name: 'Review' }))
  await screen.findByText(/^It was not justified, Caroline Mbeki.*Somebody was there$/)
  expect(asked.find(a => a.path === '/glass/g/review')?.body).toEqual({ verdict: 'not-justified', note: 'Somebody was there' })
  expect(screen.queryByRole('button', { name: 'Review' })).toBeNull()
})

const head = { version: 1, state: 'in-force', source: 'Counsel', proposed_by: { id: 'a', name: 'Rasmus Kjeldgaard' }, proposed_at: '2026-11-02T15:00:00Z', mine: false, decided_by: { id: 'b', name: 'Odile Brandt' }, decided_at: '2026-11-03T15:00:00Z', ended_at: null }
const retention = (more: Partial<Retention> = {}): Retention => ({ states: ['closed', 'withdrawn'], in_force: null, proposed: null, confirms: false, due: [], purge: null, last: null, purge_confirms: false, holds: [], ...more })

it('proposes periods of its own, none of which the service brings', async () => {
  const user = userEvent.setup()
  const { asked, container } = show('/retention', me('admin'), { 'GET /retention': retention(), 'POST /retention': retention({ proposed: { ...head, state: 'proposed', mine: true, decided_by: nobody, decided_at: null, rules: [{ state: 'withdrawn', days: 365 }] } }) })
  await screen.findByText('No period is in force. Nothing is erased.')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change the periods' }))
  await user.type(screen.getByLabelText('Withdrawn: days'), '0')
  await user.type(screen.getByLabelText('Source'), 'Counsel')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  expect(screen.getByText('A number from 1 to 36500, or nothing.')).toBeTruthy()
  await user.clear(screen.getByLabelText('Withdrawn: days'))
  await user.type(screen.getByLabelText('Withdrawn: days'), '365')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await screen.findByText('A change waits for a second person')
  expect(asked.find(a => a.path === '/retention' && a.method === 'POST')?.body).toEqual({ over: 0, rules: [{ state: 'withdrawn', days: 365 }], source: 'Counsel' })
})

it('asks for the number of each hold anew', async () => {
  const user = userEvent.setup()
  show('/retention', me('admin'), { 'GET /retention': retention() })
  const place = await screen.findByRole('button', { name: text.retention.place })
  await user.click(place)
  await user.type(screen.getByLabelText(text.retention.reference), '4402118730')
  await user.click(screen.getByRole('button', { name: 'Not yet' }))
  await user.click(place)
  expect(screen.getByLabelText<HTMLInputElement>(text.retention.reference).value).toBe('')
})

it('shows what would be erased, has it confirmed, and lifts a hold of another', async () => {
  const user = userEvent.setup()
  const hold = { id: 'h', case: { id: 'c2', reference: '4402118730' }, state: 'withdrawn', why: 'A letter of counsel', placed: '2026-11-20T10:00:00Z', placed_by: { id: 'b', name: 'Odile Brandt' }, lifted: null, lifted_by: nobody, lifts: true }
  const before = retention({ in_force: { ...head, rules: [{ state: 'withdrawn', days: 365 }] }, due: [{ state: 'withdrawn', days: 365, count: 2, more: false, held: 1, oldest: '2024-01-02T10:00:00Z' }], purge: { ...head, state: 'proposed', count: 2, cases: [{ id: 'c1', reference: '4416870332' }] }, purge_confirms: true, holds: [hold] })
  const { asked, container } = show('/retention', me('admin'), { 'GET /retention': before, 'POST /purge/confirm': retention({ in_force: before.in_force, holds: [hold] }), 'POST /holds/c2/lift': retention() })
  await screen.findByText('2 cases are to be erased for good:')
  expect(screen.getByText(/^2 cases, the oldest of .*, one kept by a hold$/)).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Erase for good' }))
  const sure = await screen.findByRole('dialog', { name: 'Erase 2 cases for good?' })
  await user.keyboard('{Enter}') // the safe act has the keys
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked.some(a => a.path === '/purge/confirm')).toBe(false)
  expect(sure.isConnected).toBe(false)
  await user.click(screen.getByRole('button', { name: 'Erase for good' }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Erase for good' }))
  await screen.findByText('Nothing is due.')
  expect(asked.find(a => a.path === '/purge/confirm')?.body).toEqual({ version: 1 })
  await user.click(screen.getByRole('button', { name: /^Lift the hold on/ }))
  const dialog = await screen.findByRole('dialog')
  await user.type(within(dialog).getByLabelText(/^Reason/), 'It is over')
  await user.click(within(dialog).getByRole('button', { name: 'Lift' }))
  await screen.findByText('No case is held.')
  expect(asked.find(a => a.path === '/holds/c2/lift')?.body).toEqual({ reason: 'It is over' })
})
