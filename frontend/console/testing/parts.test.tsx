import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Part } from '../api/types'
import { App } from '../app'
import acts from '../acts.json'
import text from '../en.json'
import { aCase, fakeService, list, mayBeAsked, me, opinion, problem } from './fake-service'

plainFields()

// Parts of an opinion that others than its lead write.

beforeEach(() => startText({ console: text, acts }))
afterEach(() => vi.restoreAllMocks())

const part = (more: Partial<Part> = {}): Part => ({
  id: 'n1',
  heading: 'Surgical view',
  person: { id: 'p7', name: 'Dr. Karl Weber' },
  state: 'accepted',
  mine: false,
  asked_at: '2026-11-24T14:00:00Z',
  due_at: '2026-11-26T14:00:00Z',
  late: false,
  signed_at: null,
  reason: '',
  asked: 'Is it resectable?',
  said: '',
  citations: [],
  text: '',
  ...more,
})

function open(path: string) {
  window.history.replaceState(null, '', `/console${path}`)
  const shown = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { user: userEvent.setup(), ...shown }
}

const synopsis = { kind: 'second-opinion', add_ons: [], diagnosis: 'BRCA2 carrier', icd10: '', reason: '', questions: [], age: 34, sex: 'female', note: 'Is it resectable?', items: 3, things: 0, due: '2026-11-26T14:00:00Z' }

describe('who is asked for a part', () => {
  it('reads the synopsis and what the part is called, and accepts or declines it', async () => {
    const asked = fakeService({
      'GET /me': me('specialist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ roles: ['specialist'], acts: ['accept-part', 'decline-part'], patient: null, document: null, synopsis, parts: [part({ state: 'asked', mine: true })] }),
      'GET /reasons': { 'decline-part': ['no-time', 'other'] },
      'POST /cases/c1/acts/accept-part': aCase({ roles: ['specialist'], acts: ['sign-part'], parts: [part({ mine: true })] }),
      'GET /cases/c1/parts/n1': { id: 'n1', state: 'accepted', text: '', row_version: 1 },
    })
    const { user, container } = open('/case/c1')
    expect(await screen.findByRole('heading', { name: 'A part of an opinion: Surgical view' })).toBeTruthy()
    expect(screen.getByText('Is it resectable?')).toBeTruthy()
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Write this part' }))
    await waitFor(() => expect(asked.find(a => a.method === 'POST')?.body).toMatchObject({ part: 'n1' }))
  })
})

describe('who writes a part', () => {
  const service = (more: Record<string, unknown> = {}, own: Partial<Part> = {}) =>
    fakeService({
      'GET /me': me('specialist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-part', 'ask-question', 'raise-critical'], parts: [part({ mine: true, ...own })] }),
      'GET /cases/c1/parts/n1': { id: 'n1', state: 'accepted', text: 'The left lobe', row_version: 4 },
      'PUT /cases/c1/parts/n1': (body: unknown) => ({ id: 'n1', state: 'accepted', text: (body as { text: string }).text, row_version: (body as { row_version: number }).row_version + 1 }),
      ...more,
    })

  it('has it kept while it is typed, and signs what is kept', async () => {
    const asked = service()
    const { user, container } = open('/case/c1')
    const paper = await screen.findByLabelText('Surgical view')
    expect(screen.getByText('Is it resectable?')).toBeTruthy()
    expect(await axeFindings(container)).toEqual([])
    await user.type(paper, ' is resectable.')
    await user.click(screen.getByRole('button', { name: 'Sign your part' }))
    const dialog = await screen.findByRole('dialog')
    expect(asked.filter(a => a.method === 'PUT').at(-1)?.body).toEqual({ text: 'The left lobe is resectable.', row_version: 4 })
    await user.type(within(dialog).getByLabelText('Password'), 'Secret-word-1')
    await user.type(within(dialog).getByLabelText(/code/i), '123456')
    await user.click(within(dialog).getByRole('button', { name: 'Sign your part' }))
    await waitFor(() => expect(asked.find(a => a.path.endsWith('/acts/sign-part'))?.body).toMatchObject({ part: 'n1', row_version: 5, password: 'Secret-word-1', code: '123456' }))
  })

  it('reads what the lead asks to be changed, and is told of another window', async () => {
    service({ 'PUT /cases/c1/parts/n1': () => problem(409, 'conflict', 'This part was saved from another window in the meantime.') }, { said: 'Say how much would be left.', signed_at: '2026-11-25T14:00:00Z' })
    const { user } = open('/case/c1')
    expect(await screen.findByText('Say how much would be left.')).toBeTruthy()
    await user.type(await screen.findByLabelText('Surgical view'), ' x')
    await user.click(screen.getByRole('button', { name: 'Sign your part' }))
    expect(await screen.findByText(text.write.conflict)).toBeTruthy()
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('signs nothing that is empty', async () => {
    service({ 'GET /cases/c1/parts/n1': { id: 'n1', state: 'accepted', text: '', row_version: 1 } })
    const { user } = open('/case/c1')
    await user.click(await screen.findByRole('button', { name: 'Sign your part' }))
    expect((await screen.findByRole('alert')).textContent).toBe(text.ownPart.empty)
  })
})

describe('the parts of others', () => {
  it('are asked for at the desk, which sees how far each is', async () => {
    const asked = fakeService({
      'GET /me': me('coordinator'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'in-review', roles: ['coordinator'], acts: ['ask-part', 'remove-part'], parts: [part({ state: 'asked', late: true }), part({ id: 'n2', heading: 'Pain', state: 'declined', reason: 'no-time' })] }),
      'GET /cases/c1/candidates': mayBeAsked(),
      'GET /reasons': { 'remove-part': ['not-needed', 'other'] },
    })
    const { user } = open('/case/c1')
    expect(await screen.findByText(/has not answered/)).toBeTruthy()
    expect(screen.getByText(/Dr. Karl Weber declined: No time/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Ask for a part of the opinion' }))
    const dialog = await screen.findByRole('dialog')
    await user.type(within(dialog).getByLabelText(/What the part is called/), 'Radiotherapy')
    await user.click(await within(dialog).findByRole('radio', { name: /Eze-Whitfield/ }))
    await user.click(within(dialog).getByRole('button', { name: 'Ask for a part of the opinion' }))
    await waitFor(() => expect(asked.find(a => a.path.endsWith('/acts/ask-part'))?.body).toMatchObject({ heading: 'Radiotherapy', person: 'p1' }))
  })

  it('are read by the lead where they stand in the letter, and sent back', async () => {
    const asked = fakeService({
      'GET /me': me('specialist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft', 'return-part', 'remove-part'], parts: [part({ state: 'signed', signed_at: '2026-11-25T14:00:00Z', text: 'No **operation**.' })] }),
      'GET /cases/c1/opinion': opinion(),
    })
    const { user } = open('/case/c1/write')
    expect((await screen.findByText('operation')).tagName).toBe('STRONG')
    await user.click(screen.getByRole('button', { name: 'Send the part back: Surgical view' }))
    const dialog = await screen.findByRole('dialog')
    await user.type(within(dialog).getByLabelText(/What should change/), 'Say why.')
    await user.click(within(dialog).getByRole('button', { name: 'Send the part back' }))
    await waitFor(() => expect(asked.find(a => a.path.endsWith('/acts/return-part'))?.body).toMatchObject({ part: 'n1', note: 'Say why.' }))
  })
})
