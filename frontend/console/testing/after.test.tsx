import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { ApprovalChecks, Case, Me, OpinionRow, Row } from '../api/types'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion, problem } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const days = (n: number) => new Date(Date.now() - n * 24 * 3600_000).toISOString()
/** Before the list was read. */
const before = (n: number) => new Date(Date.parse(list.now) - n * 24 * 3600_000).toISOString()
const version: OpinionRow = {
  version: 1, kind: 'opinion', state: 'released', author: 'Dr. Lindqvist', approver: 'Dr. Marinescu', signed_at: null, released_at: days(4), accessed_at: null, superseded_at: null, acknowledged_at: null, delivered: false, fingerprint: '7f3a',
}
const released = (more: Partial<Case> = {}) => aCase({ state: 'released', turn: 'clinic', next: '', opinions: [version], acts: [], tasks: [], ...more })

function show(answers: Record<string, unknown>, path = '', role: Me['roles'][number] = 'coordinator') {
  const asked = fakeService({ 'GET /me': me(role), 'GET /cases': list, 'GET /reasons': {}, ...answers })
  window.history.replaceState(null, '', `/console/${path}`)
  return {
    asked,
    ...render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    ),
  }
}

const sent = (asked: ReturnType<typeof fakeService>, method: string, path: string) => asked.filter(a => a.method === method && a.path === path).map(a => a.body)

describe('an opinion that nobody has opened', () => {
  it('says so on the work list, in words and color, as it climbs', async () => {
    const row = (more: Partial<Row>): Row => ({ ...list.rows[0]!, state: 'released', turn: 'clinic', next: '', task: null, ...more })
    const rows = [
      row({ id: 'a', unread: { version: 1, since: before(0), reminders: 0, call: false } }),
      row({ id: 'b', unread: { version: 1, since: before(4), reminders: 2, call: false } }),
      row({ id: 'c', unread: { version: 1, since: before(9), reminders: 3, call: true } }),
    ]
    show({ 'GET /cases': { ...list, rows, total: 3, turns: { clinic: 3 } } })
    const first = await screen.findByText('Not opened yet')
    expect(first.className).toContain('oso-ink-2')
    expect(screen.getByText('Not opened for 4 days, reminded 2 times').className).toContain('oso-time')
    expect(screen.getByText('Not opened for 9 days, somebody has to call').className).toContain('oso-problem')
  })

  it('says in the case who was told when, and whom nobody could tell', async () => {
    const c = released({
      unread: { version: 1, since: days(4), reminders: 1, call: true },
      told: [
        { notice: 'opinion-released', audience: 'physician', whom: 'Dr. Okonkwo', at: days(4), state: 'skipped', channel: '' },
        { notice: 'reminder-opinion', audience: 'physician', whom: 'Dr. Okonkwo', at: days(3), state: 'sent', channel: 'mail' },
      ],
    })
    const { container } = show({ 'GET /cases/c1': c }, 'case/c1')
    await screen.findByText('Not opened for 4 days, somebody has to call')
    screen.getByText('Dr. Okonkwo: the opinion is there')
    screen.getByText(/Nobody was told: there is no address/)
    screen.getByText('Dr. Okonkwo: reminder')
    screen.getByText('Not opened yet.')
    expect(await axeFindings(container)).toEqual([])
  })
})

it('passes the physician’s further questions on, each as it was asked', async () => {
  const user = userEvent.setup()
  const c = released({
    state: 'completed',
    acts: ['ask-addendum', 'message', 'finish-task', 'put-off-task'],
    tasks: [{ id: 't1', kind: 'further-questions', about: 'm1', subject: null, since: days(0), due: null, later: null, by_hand: true }],
    threads: [{ id: 'm1', kind: 'further', by: '', role: 'physician', state: 'replied', since: days(0) }],
    messages: [{ id: 'm1', kind: 'further', from: 'Dr. Okonkwo, physician', role: 'staff', at: days(0), text: '1. Now?\n2. Later?', further: ['Now?', 'Later?'], thread: 'm1', new: false }],
  })
  const { asked } = show({ 'GET /cases/c1': c, 'GET /cases/c1/texts': { texts: [] }, 'POST /cases/c1/acts/ask-addendum': c }, 'case/c1')
  await user.click(await screen.findByRole('button', { name: 'Read it' }))
  await user.click(await screen.findByRole('button', { name: 'Pass on to the author' }))
  const dialog = await screen.findByRole('dialog')
  const fields = within(dialog).getAllByLabelText<HTMLTextAreaElement>(/^Question/)
  expect(fields.map(f => f.value)).toEqual(['Now?', 'Later?'])
  await user.clear(fields[1]!)
  await user.type(fields[1]!, 'And later?')
  await user.click(within(dialog).getByRole('button', { name: 'Begin an addendum' }))
  expect(sent(asked, 'POST', '/cases/c1/acts/ask-addendum')).toEqual([{ seq: c.seq, about: 'm1', questions: [{ text: 'Now?' }, { text: 'And later?' }] }])
})

it('shows what is arranged after the opinion, and offers what can be', async () => {
  const c = released({
    state: 'closed',
    turn: 'done',
    acts: ['hand-off-video', 'arrange-placement'],
    arrangements: [{ id: 'a1', kind: 'placement', state: 'requested', by: 'Caroline Mbeki', at: days(1), where: 'General Hospital' }],
  })
  show({ 'GET /cases/c1': c }, 'case/c1')
  await screen.findByText('Placement asked for: General Hospital')
  screen.getByRole('button', { name: 'Placement is arranged' })
  screen.getByRole('button', { name: 'Hand over for a video consultation' })
})

it('lets the author say by one tap what would have changed the answer', async () => {
  const user = userEvent.setup()
  const c = aCase({ state: 'released', roles: ['specialist'], says_lacked: true, materials_list: [{ code: 'imaging', text: 'Radiology images' }], lacks: [], acts: [], opinions: [version] })
  const said = { ...c, lacks: [{ version: 1, code: 'imaging', words: '', by: 'Caroline Mbeki', at: days(0) }] }
  const { asked } = show(
    { 'GET /cases/c1': c, 'GET /cases/c1/opinion': opinion({ state: 'released', signed_at: days(5), released_at: days(4) }), 'PUT /cases/c1/opinion/lacks/imaging': said },
    'case/c1/write',
    'specialist',
  )
  const tap = await screen.findByRole('button', { name: 'Radiology images' })
  expect(tap.getAttribute('aria-pressed')).toBe('false')
  await user.click(tap)
  expect(sent(asked, 'PUT', '/cases/c1/opinion/lacks/imaging')).toEqual([{ said: true, words: '' }])
  expect((await screen.findByRole('button', { name: 'Radiology images', pressed: true })).tagName).toBe('BUTTON')
  const other = screen.getByRole('button', { name: text.lacks.other })
  await user.click(other)
  await user.type(screen.getByLabelText(text.lacks.words), 'A later scan')
  await user.click(other)
  expect(screen.getByLabelText<HTMLTextAreaElement>(text.lacks.words).value).toBe('A later scan')
})

it('takes what an author said was missing to the list by one press, and the outcome by telephone', async () => {
  const user = userEvent.setup()
  const c = released({
    acts: ['record-outcome'],
    materials_list: [{ code: 'imaging', text: 'Radiology images' }],
    lacks: [
      { version: 1, code: 'other', words: 'An echocardiogram', by: 'Dr. Lindqvist', at: days(1) },
      { version: 1, code: 'imaging', words: '', by: 'Dr. Lindqvist', at: days(1) },
    ],
  })
  const register: ApprovalChecks = { now: c.materials_list, in_force: null, proposed: null, confirms: false, past: [], lacked: [{ code: 'other', cases: 1 }] }
  const told = { ...c, messages: [{ id: 'm', kind: 'outcome', from: 'Caroline Mbeki, coordinator', role: 'coordinator', at: days(0), text: 'The first diagnosis: was refined.', thread: '', new: false }] }
  let tries = 0
  const { asked } = show(
    { 'GET /me': { ...me('coordinator'), inbox: true }, 'GET /cases/c1': c, 'POST /cases/c1/acts/record-outcome': () => (tries++ === 0 ? problem(503, 'unavailable', 'The service cannot be reached.') : told), 'GET /material-checks': register, 'POST /material-checks': register },
    'case/c1',
  )
  await user.click(await screen.findByRole('button', { name: 'Record the outcome' }))
  const dialog = await screen.findByRole('dialog')
  await user.click(within(dialog).getByRole('button', { name: 'Record the outcome' }))
  await within(dialog).findByText('Say who told it: the physician, or who spoke for the physician.')
  // An answer that was lost is asked for again under the same id: what is kept is kept once.
  await user.click(within(dialog).getByRole('textbox', { name: 'The first diagnosis' }))
  await user.click(await screen.findByRole('option', { name: 'Was refined', hidden: true }))
  await user.click(within(dialog).getByRole('textbox', { name: 'The treatment' }))
  await user.click(await screen.findByRole('option', { name: 'Went on as planned', hidden: true }))
  await user.type(within(dialog).getByRole('textbox', { name: 'Who said it' }), 'Dr. Okonkwo')
  await user.click(within(dialog).getByRole('button', { name: 'Record the outcome' }))
  await within(dialog).findByText('The service cannot be reached.')
  await user.click(within(dialog).getByRole('button', { name: 'Record the outcome' }))
  await screen.findByText('The first diagnosis: was refined.')
  const [lost, again] = sent(asked, 'POST', '/cases/c1/acts/record-outcome') as { once: string }[]
  expect(lost?.once).toMatch(/^[0-9a-f]{32}$/)
  expect(again).toEqual(lost)
  expect(screen.getAllByRole('button', { name: text.lacks.propose })).toHaveLength(1) // what is on the list needs no proposal
  await user.click(screen.getByRole('button', { name: text.lacks.propose }))
  expect(await screen.findAllByText('An echocardiogram')).not.toHaveLength(0)
  screen.getByText(text.materialChecks.noPatient)
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  expect(sent(asked, 'POST', '/material-checks')).toEqual([
    { over: 0, checks: [...c.materials_list, { code: expect.stringMatching(/^c-/) as string, text: 'An echocardiogram', origin: text.materialChecks.fromAuthor }], source: text.materialChecks.fromAuthor },
  ])
})
