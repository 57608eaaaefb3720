import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { LocationRow, Locations, PriceRow, Prices } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { locationFile, locationRows } from '../features/rulebook/location-words'
import { centsOf, priceRows } from '../features/rulebook/price-words'
import { fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const head = { version: 1, state: 'proposed', source: 'A decision', proposed_by: { id: 'p', name: 'Caroline Weiss' }, proposed_at: '2026-11-02T15:00:00Z', mine: false, decided_by: { id: '', name: '' }, decided_at: null, ended_at: null }
const mexico: LocationRow = { id: 'a', kind: 'opinions-closed', country: 'US', region: 'NM', source: 'R14 (a)', from: '2026-01-01', until: '' }
const places = [
  { code: 'CA', name: 'Canada', regions: [] },
  { code: 'US', name: 'United States', regions: [{ code: 'NM', name: 'New Mexico', regions: [] }, { code: 'VT', name: 'Vermont', regions: [] }] },
]
const rules = { expires: '2027-11-01', complete_lists: [], rows: [mexico] }
const locations = (more: Partial<Locations> = {}): Locations => ({ today: '2026-11-24', version: 'locations-1', issued: '2026-11-01', now: rules, places, in_force: null, proposed: null, effects: null, confirms: false, past: [], ...more })

function open(path: string) {
  window.history.replaceState(null, '', `/console${path}`)
  return render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
}

it('draws a list that is marked complete and has no row, and says of a file that it is too large', async () => {
  const user = userEvent.setup()
  fakeService({ 'GET /me': me('admin'), 'GET /cases': list, 'GET /locations': locations({ now: { ...rules, rows: [], complete_lists: ['US'] } }) })
  open('/locations')
  await user.click(await screen.findByRole('button', { name: 'Change the rules' }))
  const marked = screen.getByRole<HTMLInputElement>('checkbox', { name: /United States/ })
  expect(marked.checked).toBe(true)
  await user.click(marked)
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /United States/ }).checked).toBe(false)
  await user.upload(screen.getByLabelText(text.rulebook.import), new File(['x'.repeat((1 << 20) + 1)], 'a.csv', { type: 'text/csv' }))
  await screen.findByText(text.rulebook.tooLarge)
})

it('adds a rule, sees whose answer it changes, and proposes it', async () => {
  const user = userEvent.setup()
  const effects = { open: 40, frozen: 0, unread: 0, groups: [{ from: 'check', to: 'refused', on: '', count: 3 }], cases: [] }
  const asked = fakeService({ 'GET /me': me('admin'), 'GET /cases': list, 'GET /locations': locations(), 'POST /locations/effects': effects, 'POST /locations': locations({ proposed: { ...head, mine: true, rules }, effects }) })
  const { container } = open('/locations')
  await screen.findByText('New Mexico, United States')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change the rules' }))
  await user.click(screen.getByRole('button', { name: 'Add a rule' }))
  await user.click(screen.getByRole('button', { name: 'Into the table' }))
  screen.getByText('Name the source.')
  await user.click(screen.getByLabelText('What is closed'))
  await user.click(await screen.findByRole('option', { name: 'Second opinions closed' }))
  await user.click(screen.getByLabelText('Country'))
  await user.click(await screen.findByRole('option', { name: 'United States' }))
  await user.click(screen.getByLabelText(/^State or territory/))
  await user.click(await screen.findByRole('option', { name: 'Vermont' }))
  const form = screen.getByRole('form', { name: 'Rule' })
  await user.type(within(form).getByLabelText('Source'), 'Statute 12')
  for (const act of ['Change New Mexico, United States', 'Propose this change']) {
    await user.click(screen.getByRole('button', { name: act }))
    screen.getByText(/^Finish the entry that is open first/)
    expect(form.contains(document.activeElement)).toBe(true)
  }
  expect(within(form).getByLabelText<HTMLTextAreaElement>('Source').value).toBe('Statute 12')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Into the table' }))
  await screen.findByText('3 of 40 open cases change.')
  expect(screen.queryByText(/^Finish the entry that is open first/)).toBeNull()
  await user.type(screen.getByLabelText('Source'), 'Counsel, 24 November 2026')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await screen.findByText('A change waits for a second person')
  expect(asked.find(a => a.path === '/locations' && a.method === 'POST')?.body).toMatchObject({ over: 0, source: 'Counsel, 24 November 2026', rules: { rows: [mexico, { kind: 'opinions-closed', country: 'US', region: 'VT', source: 'Statute 12', from: '2026-11-24', until: '' }] } })
})

const opinion: PriceRow = { id: 'p1', item: 'second-opinion', partner: '', cents: 95000, currency: 'USD', source: 'R10', from: '2026-01-01', until: '' }
const contract: PriceRow = { ...opinion, id: 'p2', partner: 'acme', cents: 80050, source: 'Contract' }
const items = ['second-opinion', 'imaging-review']
const partners = [{ id: 'acme', name: 'Acme Benefits' }]
const prices = (more: Partial<Prices> = {}): Prices => ({ today: '2026-11-24', now: { rows: [opinion] }, items, partners, in_force: null, proposed: null, effects: null, confirms: false, past: [], ...more })

it('shows a second person what a price changes before it is confirmed', async () => {
  const user = userEvent.setup()
  const effects = { open: 12, frozen: 5, unread: 0, groups: [{ from: '950 USD', to: '800.50 USD', on: '2027-01-01', count: 1 }], cases: [{ id: 'c1', reference: '4416870332', state: 'triage', from: '950 USD', to: '800.50 USD', on: '2027-01-01' }] }
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /prices': prices({ proposed: { ...head, prices: { rows: [opinion, contract] } }, effects, confirms: true }), 'POST /prices/confirm': prices({ now: { rows: [opinion, contract] } }) })
  const { container } = open('/prices')
  await screen.findByText('One of 12 open cases changes.')
  screen.getByText('5 payers were told an estimate: that stays.')
  screen.getByText(/Second opinion \(Acme Benefits\): 800\.50 USD/)
  expect(screen.getByText('4416 870 332').closest('a')?.getAttribute('href')).toBe('/console/case/c1')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Confirm' }))
  await screen.findByRole('button', { name: 'Change the prices' })
  expect(asked.find(a => a.path === '/prices/confirm')?.body).toEqual({ version: 1 })
})

it('takes a table in as it was saved, and says which row is none', () => {
  const file = (rows: string[][]) => rows.map(r => r.join(',')).join('\n')
  expect(locationRows(file(locationFile([mexico])), [mexico])).toEqual([mexico])
  expect(locationRows('kind,country,from,source\nopen,US,2026-01-01,x', [])).toBe(2)
  expect(locationRows('item,amount', [])).toBeNull()
  expect(priceRows('item,partner,amount,currency,from,until,source\nsecond-opinion,acme benefits,"1,800.5",usd,2026-01-01,,Contract', [contract], items, partners)).toEqual([{ ...contract, cents: 180050 }])
  expect(priceRows('item,partner,amount,currency,from,source\nsecond-opinion,Nobody,1,USD,2026-01-01,x', [], items, partners)).toBe(2)
})

it('reads amounts as people type them', () => {
  for (const [typed, cents] of [['950', 95000], ['1,137.50', 113750], ['0.5', 50], ['1,2', null], ['-1', null], ['', null], ['9.999', null]] as const) expect(centsOf(typed)).toBe(cents)
})
