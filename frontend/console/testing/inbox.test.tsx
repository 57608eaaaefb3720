import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Inbox, Item, Material, Suggestion } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { aCase, fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const slides: Material = { id: 'm1', kind: 'pathology', description: 'Pathology report', channel: 'fax', physical: false, state: 'declared', reason: '', note: '', arrived_at: null, returned_at: null, received_by: '', things: [] }
const fits = (more: Partial<Suggestion> = {}): Suggestion => ({
  case: 'c1',
  reference: '4416870332',
  state: 'intake-review',
  patient: { name: 'Noa Ben-David', surname: '', native: '', sex: 'female', birth_date: '1992-08-11' },
  clinic: 'Harbor Clinic',
  why: ['name', 'birth-date'],
  verdict: 'same',
  lines: [],
  takes: true,
  materials: [slides],
  ...more,
})
const item = (more: Partial<Item> = {}): Item => ({
  id: 'i1',
  channel: 'fax',
  state: 'waiting',
  name: 'fax-0001.txt',
  record: 'r1',
  media_type: 'text/plain',
  modality: '',
  kept: '',
  bytes: 11,
  pages: 0,
  again: 0,
  together: '',
  arrived_at: '2026-11-24T15:31:00Z',
  from: '',
  subject: '',
  people: [{ name: 'Noa Ben-David', surname: '', born: '1992-08-11', number: '' }],
  read: true,
  foreign: false,
  remarks: [],
  date: '',
  reason: '',
  note: '',
  decided_by: '',
  decided_at: null,
  case: null,
  told: false,
  destroy_at: null,
  along: [],
  filed: null,
  inside: null,
  parcel: null,
  post: '',
  posts: [],
  suggestions: [],
  ...more,
})

function show(path: string, answers: Record<string, unknown>) {
  const tree = { kind: 'plain', title: '', notes: [], blocks: [{ form: 'paragraph', text: 'Pathology' }], inner: [], cut: false, letters: '', guessed: false }
  const asked = fakeService({ 'GET /me': { ...me('coordinator'), inbox: true }, 'GET /cases': { ...list, inbox: 2 }, 'GET /inbox/i1/records/r1/text': tree, ...answers })
  window.history.replaceState(null, '', `/console${path}`)
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, ...page }
}

it('lists what came in by what has to be done, and opens it with the keyboard', async () => {
  const user = userEvent.setup()
  const inbox: Inbox = {
    waiting: [item(), item({ id: 'i2', state: 'refused', reason: 'too-large', name: 'disc.iso', people: [], read: false, bytes: 0 }), item({ id: 'i3', state: 'sent-back', reason: 'not-ours', name: 'stray.pdf' })],
    decided: [item({ id: 'i4', state: 'filed', name: 'report.pdf', decided_by: 'Caroline Mbeki', case: { id: 'c1', reference: '4416870332' } })],
    more: 12,
  }
  const { container } = show('/inbox', { 'GET /inbox': inbox, 'GET /inbox/i1': item({ suggestions: [fits()] }), 'GET /cases/c1': aCase() })
  const table = await screen.findByRole('grid', { name: 'Inbox' })
  for (const words of ['Not taken: The file is larger than 4 GiB', 'Tell the sender: Not for this service', 'Filed on 4416 870 332 by Caroline Mbeki']) expect(within(table).getByText(words)).toBeTruthy()
  expect(within(table).getAllByText('Not here').length).toBe(1)
  screen.getByText(/^12 more wait than are shown here/)
  expect(screen.getByRole('link', { name: /Inbox/ }).textContent).toContain('2')
  expect(await axeFindings(container)).toEqual([])
  expect(document.activeElement).toBe(table)
  await user.keyboard('jj{Enter}')
  await screen.findByRole('heading', { name: 'fax-0001.txt' })
})

it('files what came by two identifiers that were compared, in nine presses at most, and chooses nothing beforehand', async () => {
  const user = userEvent.setup()
  const { asked, container } = show('/inbox/i1', { 'GET /inbox/i1': item({ suggestions: [fits()] }), 'GET /inbox': { waiting: [], decided: [], more: 0 }, 'GET /cases/c1': aCase(), 'POST /inbox/i1/file': { waiting: [], decided: [], more: 0 } })
  const choice = await screen.findByRole('radio', { name: /Noa Ben-David/ })
  expect(choice).toHaveProperty('checked', false)
  expect(screen.getByText(/Fits: name, birth date\./)).toBeTruthy()
  await user.click(choice)
  expect(screen.getAllByRole('radio', { name: /Noa Ben-David/ }).length).toBe(1)
  await user.click(await screen.findByRole('button', { name: 'File it on this case' }))
  expect(screen.getByText('Tick the two that you compared.')).toBeTruthy()
  expect(asked.some(a => a.method === 'POST')).toBe(false)
  expect(document.activeElement).toBe(screen.getByRole('checkbox', { name: /^Name/ }))
  await user.click(screen.getByRole('checkbox', { name: /^Name/ }))
  await user.click(screen.getByRole('checkbox', { name: /^Birth date/ }))
  await user.click(screen.getByRole('button', { name: 'File it on this case' }))
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'File it as' }))
  await user.click(screen.getByRole('textbox', { name: 'File it as' }))
  await user.click(await screen.findByRole('option', { name: 'Pathology report' }))
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'File it on this case' }))
  await waitFor(() => expect(asked.find(a => a.path === '/inbox/i1/file')?.body).toEqual({ case: 'c1', material: 'm1', kind: 'pathology', date: '', name: '', by: ['name', 'birth-date'], despite: '', note: '' }))
  await screen.findByText('Nothing waits in the inbox.')
})

it('says that it fits two, and what differs, and files it elsewhere only over a reason', async () => {
  const user = userEvent.setup()
  const other = fits({ case: 'c2', reference: '4402118730', patient: { name: 'Noa Ben-David', surname: '', native: '', sex: 'female', birth_date: '1992-11-08' }, verdict: 'differs', why: ['reference'], lines: [{ what: 'birth_date', case: '1992-11-08', found: '1992-08-11', answer: 'differs' }], materials: [] })
  const { asked } = show('/inbox/i1', {
    'GET /inbox/i1': item({ suggestions: [fits(), other] }),
    'GET /cases/c2': aCase(),
    'GET /inbox': { waiting: [], decided: [], more: 0 },
    'POST /inbox/i1/file': () => problem(409, 'incomplete', 'This names somebody else than the case does. Nothing was changed.'),
  })
  await screen.findByText('It fits 2 cases. Compare each before you choose.')
  expect(screen.getByText(/Other birth date: 1992-08-11, in the case 1992-11-08\./)).toBeTruthy()
  for (const r of screen.getAllByRole('radio')) expect(r).toHaveProperty('checked', false)
  await user.click(screen.getByRole('radio', { name: /4402 118 730/ }))
  await user.click(await screen.findByRole('checkbox', { name: /^Name/ }))
  await user.click(screen.getByRole('checkbox', { name: /^Reference number/ }))
  await user.click(screen.getByRole('textbox', { name: 'File it as' }))
  await user.click(await screen.findByRole('option', { name: 'Something that was not declared' }))
  await user.click(screen.getByRole('radio', { name: 'Laboratory' }))
  await user.click(screen.getByRole('button', { name: 'File it on this case' }))
  await screen.findByText('This names somebody else than the case does.')
  expect(screen.getByRole('textbox', { name: /Why it belongs here/ })).toBeTruthy()
  expect(asked.find(a => a.path === '/inbox/i1/file')?.body).toMatchObject({ case: 'c2', material: '', kind: 'laboratory', by: ['name', 'reference'] })
})

it('leads to what came with it and to the same that was here before, once', async () => {
  const ref = { from: '', arrived_at: '2026-11-23T17:00:00Z' }
  const twice = item({ again: 1, arrived_at: '2026-11-24T15:31:00Z', along: [{ ...ref, id: 'i7', name: 'report.pdf', state: 'waiting' }, { ...ref, id: 'i8', name: 'second.pdf', state: 'waiting', arrived_at: '2026-11-24T15:31:00Z' }], filed: { ...ref, id: 'i9', name: 'old.pdf', state: 'filed' } })
  const { container } = show('/inbox/i1', { 'GET /inbox/i1': twice })
  await screen.findByText('Once more, with the same content')
  expect(screen.getByRole('link', { name: 'report.pdf' }).closest('div')?.textContent).toBe('report.pdf, 23 Nov 2026, was here before')
  expect(screen.getByRole('link', { name: 'second.pdf' }).closest('div')?.textContent).toBe('second.pdf, 24 Nov 2026')
  expect(screen.getByRole('link', { name: 'old.pdf' }).getAttribute('href')).toBe('/console/inbox/i9')
  expect(await axeFindings(container)).toEqual([])
})

it('sends back what is not for us, with the reason', async () => {
  const user = userEvent.setup()
  const { asked } = show('/inbox/i1', { 'GET /inbox/i1': item(), 'GET /inbox': { waiting: [], decided: [], more: 0 }, 'POST /inbox/i1/back': { waiting: [], decided: [], more: 0 } })
  await screen.findByText('It fits no case by what can be read in it. Look the case up.')
  await user.click(screen.getByRole('button', { name: 'Send it back' }))
  const dialog = await screen.findByRole('dialog', { name: 'Is it not for us?' })
  expect(await axeFindings(dialog)).toEqual([])
  await user.click(within(dialog).getByRole('button', { name: 'Send it back' }))
  expect(within(dialog).getByText('Choose why it goes back.')).toBeTruthy()
  expect(document.activeElement).toBe(within(dialog).getAllByRole('radio')[0])
  await user.click(within(dialog).getByRole('radio', { name: 'No such patient here' }))
  await user.click(within(dialog).getByRole('button', { name: 'Send it back' }))
  await waitFor(() => expect(asked.find(a => a.path === '/inbox/i1/back')?.body).toEqual({ reason: 'unknown-patient', note: '' }))
})

it('writes down a parcel that came, and asks for what is missing', async () => {
  const user = userEvent.setup()
  const parcel = item({ id: 'p1', channel: 'courier', name: '6 slides in a box', bytes: 0, from: 'Harbor Clinic', people: [], parcel: { what: '6 slides in a box', tracking: 'KC 1', place: 'Cabinet 2', by: 'Caroline Mbeki', scans: [] } })
  const scanned = { ...parcel, id: 'p2', name: 'Letter of 40 pages', parcel: { ...parcel.parcel!, scans: [{ id: 's1', name: 'scan.pdf', from: '', state: 'waiting', arrived_at: '2026-11-23T17:00:00Z' }] } }
  const { asked } = show('/inbox', { 'GET /inbox': { waiting: [], decided: [], more: 0 }, 'POST /inbox/post': { waiting: [parcel, scanned], decided: [], more: 0 } })
  await user.click(await screen.findByRole('button', { name: 'Write down post' }))
  const dialog = await screen.findByRole('dialog', { name: 'What came by post or courier?' })
  expect(await axeFindings(dialog)).toEqual([])
  await user.click(within(dialog).getByRole('button', { name: 'Write it down' }))
  expect(within(dialog).getByText('Say what came.')).toBeTruthy()
  expect(document.activeElement).toBe(within(dialog).getByRole('textbox', { name: /^What came/ }))
  await user.click(within(dialog).getByRole('radio', { name: 'Courier' }))
  await user.type(within(dialog).getByRole('textbox', { name: /^What came/ }), '6 slides in a box')
  await user.type(within(dialog).getByRole('textbox', { name: /^From/ }), 'Harbor Clinic')
  await user.type(within(dialog).getByRole('textbox', { name: /^Tracking number/ }), 'KC 1')
  await user.click(within(dialog).getByRole('button', { name: 'Write it down' }))
  await screen.findByText('Not scanned, From Harbor Clinic')
  screen.getByText('1 scan of it, more to come, From Harbor Clinic') // and not that it was not
  expect(asked.find(a => a.path === '/inbox/post')?.body).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) as string, channel: 'courier', on: '', from: 'Harbor Clinic', what: '6 slides in a box', tracking: 'KC 1', place: '', name: '', born: '', reference: '' })
})

it('joins a scan to the letter that it is of', async () => {
  const user = userEvent.setup()
  let joined = false
  const scan = item({ channel: 'folder', posts: [{ id: 'p1', name: 'Letter of 2 pages', from: 'Harbor Clinic', state: 'waiting', arrived_at: '2026-11-23T17:00:00Z' }] })
  const { asked } = show('/inbox/i1', { 'GET /inbox/i1': () => (joined ? { ...scan, post: 'p1', posts: [] } : scan), 'GET /inbox': { waiting: [], decided: [], more: 0 }, 'POST /inbox/i1/join': () => { joined = true; return { waiting: [], decided: [], more: 0 } } })
  await user.click(await screen.findByRole('textbox', { name: /^It is the scan of/ }))
  await user.click(await screen.findByRole('option', { name: 'Letter of 2 pages, From Harbor Clinic, 23 Nov 2026' }))
  await user.click(screen.getByRole('button', { name: 'Join it to that' }))
  await waitFor(() => expect(asked.find(a => a.path === '/inbox/i1/join')?.body).toEqual({ post: 'p1' }))
  await screen.findByRole('link', { name: 'It is the scan of what was written down when it came.' })
})
