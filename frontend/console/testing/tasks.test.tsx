import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Row, Task } from '../api/types'
import text from '../en.json'
import { aCase, desk, fakeService, list, me, mayBeAsked } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const call: Task = { id: 't1', kind: 'call-doctor', about: '', subject: null, since: '2026-11-24T10:00:00Z', due: null, later: null, by_hand: true }
const [first] = list.rows
const rowOf = (more: Partial<Row>): Row => ({ ...first!, next: '', ...more })

function show(answers: Record<string, unknown>, path = '') {
  const asked = fakeService({ 'GET /me': me('coordinator'), ...answers })
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

// S11
describe('a task', () => {
  it('stands in the list as a row, with the number to call and its limit', async () => {
    const rows = [
      rowOf({ task: call, telephone: '+1 207 555 0110' }),
      rowOf({ task: { ...call, id: 't2', kind: 'record-request', due: '2026-12-20T10:00:00Z', by_hand: false } }),
      rowOf({ task: { ...call, id: 't3', kind: 'post-letter', about: 'welcome', letters: ['welcome', 'in-review'] } }),
      rowOf({ id: 'c9', next: 'write-draft', awaited: ['imaging', 'part'] }),
      rowOf({ id: '', reference: '', state: '', patient: null, clock: null, task: { ...call, id: 'credentials/p', kind: 'credentials', due: '2026-12-28T00:00:00Z', subject: { id: 'p', name: 'Dr. Vanthika Aalto-Mbeki' }, by_hand: false } }),
    ]
    const { container } = show({ 'GET /cases': { ...list, rows, total: 4, turns: { you: 4 } } })
    await screen.findByText('Telephone +1 207 555 0110')
    screen.getByText('Answer the patient’s request for the record')
    screen.getByText('by 20 Dec 2026')
    screen.getByText('Post 2 letters: welcome; a specialist has the case')
    screen.getByText('Write; still to come: the imaging review, another author’s part')
    within(screen.getByRole('row', { name: /Aalto-Mbeki/ })).getByText('Have the credentials renewed')
    expect(screen.getAllByRole('row', { name: /Ben-David/ })).toHaveLength(4)
    expect(await axeFindings(container)).toEqual([])
  })

  it('prints letters of one envelope, and says that they are posted', async () => {
    const user = userEvent.setup()
    const c = aCase({ tasks: [{ ...call, kind: 'post-letter', letters: ['welcome', 'on-hold'] }], parties: [{ party: 'patient', name: 'Noa Ben-David', titles: '', phone: '', email: '', email_confirmed: false, address: [] }], acts: ['finish-task', 'message'] })
    const letter = { at: '2026-11-24T10:00:00Z', notice: 'welcome', subject: 'Your registration', body: 'You are registered.\n\nKeep the number.' }
    const post = { task: 't9', from: ['OSO', '10 Main Street'], reach: ['+1 617 555 0100'], letters: [letter, { ...letter, notice: 'on-hold', subject: 'Your case is on hold' }] }
    const { asked, container } = show({ 'GET /cases': list, 'GET /cases/c1': c, 'GET /reasons': {}, 'GET /cases/c1/post': post, 'POST /cases/c1/acts/finish-task': { ...c, tasks: [] }, 'GET /cases/c1/candidates': mayBeAsked([]) }, 'case/c1/post')
    await screen.findByRole('heading', { name: '2 letters to post' })
    expect(screen.getAllByText('Noa Ben-David')).toHaveLength(2)
    screen.getByRole('heading', { name: 'Your case is on hold' })
    expect(screen.getAllByText('Keep the number.')).toHaveLength(2)
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'They are posted' }))
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Done' }))
    await vi.waitFor(() => expect(asked.find(a => a.path.endsWith('finish-task'))?.body).toEqual({ seq: 7, task: 't9' }))
  })

  it('links the partner whom nobody knows, with the name that the case gives before the list', async () => {
    const user = userEvent.setup()
    const c = aCase({ tasks: [{ ...call, kind: 'link-partner', by_hand: false }], payer: { kind: 'partner', partner: 'Acme Mutual Ltd', member: '7' }, partner: '', acts: ['link-partner', 'message'] })
    show({ 'GET /cases': list, 'GET /cases/c1': c, 'GET /reasons': {}, 'GET /desk': desk }, 'case/c1')
    await user.click(await screen.findByRole('button', { name: 'Link the partner' }))
    const dialog = await screen.findByRole('dialog', { name: 'Which partner pays for this case?' })
    within(dialog).getByText('The case says “Acme Mutual Ltd”.')
    await within(dialog).findByRole('textbox', { name: /^Which partner pays/ })
  })

  it('is done from the case, by keys alone, with what was said', async () => {
    const user = userEvent.setup()
    const c = aCase({ tasks: [call], telephone: '+1 207 555 0110', acts: ['offer', 'finish-task', 'put-off-task', 'message'] })
    const { asked, container } = show({ 'GET /cases': list, 'GET /cases/c1': c, 'GET /reasons': {}, 'GET /cases/c1/candidates': mayBeAsked([]), 'POST /cases/c1/acts/finish-task': { ...c, tasks: [] } }, 'case/c1')
    await screen.findByText('Telephone +1 207 555 0110')
    expect(await axeFindings(container)).toEqual([])
    screen.getByRole('button', { name: 'Done' }).focus()
    await user.keyboard('{Enter}')
    const dialog = await screen.findByRole('dialog', { name: 'What was done?' })
    await user.type(within(dialog).getByLabelText(/Who was reached/), 'The slides come today.')
    within(dialog).getByRole('button', { name: 'Done' }).focus()
    await user.keyboard('{Enter}')
    await vi.waitFor(() => expect(screen.queryByText('Telephone +1 207 555 0110')).toBeNull())
    expect(asked.find(a => a.path.endsWith('finish-task'))?.body).toEqual({ seq: 7, task: 't1', note: 'The slides come today.' })
  })
})
