import { act, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Case, Message, Task, Thread } from '../api/types'
import text from '../en.json'
import { aCase, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const said = (more: Partial<Message>): Message => ({ id: 'm1', kind: 'question', from: 'Dr. Ana Castellanos, specialist', role: 'specialist', at: '2026-11-24T10:00:00Z', text: 'Which dose was given?', thread: 'm1', new: false, ...more })
const question: Thread = { id: 'm1', kind: 'question', by: 'Dr. Ana Castellanos', role: 'specialist', state: 'asked', since: '2026-11-24T10:00:00Z' }
const task: Task = { id: 't1', kind: 'read-message', about: 'm2', subject: null, since: '2026-11-24T10:00:00Z', due: null, later: null, by_hand: true }
const inReview = (more: Partial<Case>) => aCase({ state: 'in-review', acts: ['message', 'forward-question', 'answer-question', 'finish-task', 'put-off-task'], threads: [question], messages: [said({ new: true })], ...more })

function show(c: Case, more: Record<string, unknown> = {}, role: 'coordinator' | 'specialist' = 'coordinator') {
  const asked = fakeService({ 'GET /me': me(role), 'GET /cases': list, 'GET /cases/c1': c, 'GET /reasons': {}, 'GET /cases/c1/candidates': { candidates: [] }, 'POST /cases/c1/messages/read': () => new Response(null, { status: 204 }), ...more })
  window.history.replaceState(null, '', '/console/case/c1')
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, ...page }
}

describe('messages', () => {
  it('are conversations, each with where it stands; what is new is told as read, and stays marked meanwhile', async () => {
    const user = userEvent.setup()
    const { asked, container } = show(
      inReview({
        threads: [question, { ...question, id: 'clinic', kind: 'clinic', by: '', role: '', state: 'replied', since: '2026-11-23T10:00:00Z' }],
        messages: [said({ id: 'm0', kind: 'message', from: 'Dr. Noor Haddad, physician', role: 'staff', text: 'The slides went out.', thread: 'clinic' }), said({ new: true })],
      }),
    )
    await user.click(await screen.findByRole('button', { name: 'Messages 2, 1 new' }))
    const one = within(screen.getByRole('region', { name: 'Question of Dr. Ana Castellanos, specialist' }))
    one.getByText(/^Waits for the coordinator since/)
    one.getByText('new')
    within(screen.getByRole('region', { name: 'With the clinic' })).getByText('The slides went out.')
    await vi.waitFor(() => expect(asked.find(a => a.path.endsWith('/messages/read'))?.body).toEqual({ until: 'm1' }))
    expect(asked.filter(a => a.path.endsWith('/messages/read'))).toHaveLength(1)
    expect(await axeFindings(container)).toEqual([])
  })

  it('go on with the words that are there already', async () => {
    const user = userEvent.setup()
    const c = inReview({})
    const { asked } = show(c, { 'POST /cases/c1/acts/forward-question': { ...c, threads: [{ ...question, state: 'with-clinic' }] } })
    await user.click(await screen.findByRole('button', { name: 'Messages 1, 1 new' }))
    await user.click(screen.getByRole('button', { name: 'Pass on to the clinic' }))
    const dialog = await screen.findByRole('dialog')
    expect(within(dialog).getByLabelText<HTMLTextAreaElement>('Question').value).toBe('Which dose was given?')
    await user.type(within(dialog).getByLabelText('Question'), ' In May.')
    await user.click(within(dialog).getByRole('button', { name: 'Pass on to the clinic' }))
    await screen.findByText(/^Waits for the physician since/)
    expect(asked.find(a => a.path.endsWith('forward-question'))?.body).toEqual({ seq: 7, text: 'Which dose was given? In May.' })
  })

  it('bring the physician’s answer to who asked', async () => {
    const user = userEvent.setup()
    const c = inReview({ tasks: [task], threads: [{ ...question, state: 'replied' }], messages: [said({}), said({ id: 'm2', kind: 'message', from: 'Dr. Noor Haddad, physician', role: 'staff', text: 'Ten milligrams.', new: true })] })
    const { asked } = show(c, { 'POST /cases/c1/acts/answer-question': { ...c, tasks: [], threads: [{ ...question, state: 'answered' }] } })
    await screen.findByText('Read what the clinic wrote')
    await user.click(screen.getByRole('button', { name: 'Done' }))
    within(await screen.findByRole('dialog')).getByText(/^Nobody at the desk has opened this message/)
    await user.keyboard('{Escape}')
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await user.click(screen.getAllByRole('button', { name: 'Read it' })[0]!)
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('Ten milligrams.'))
    await user.click(await screen.findByRole('button', { name: 'Answer the specialist' }))
    const dialog = await screen.findByRole('dialog')
    expect(within(dialog).getByLabelText<HTMLTextAreaElement>('Answer').value).toBe('Ten milligrams.')
    await user.click(within(dialog).getByRole('button', { name: 'Answer the specialist' }))
    // What was on the screen is read by it, and nothing that came since.
    await vi.waitFor(() => expect(asked.find(a => a.path.endsWith('answer-question'))?.body).toEqual({ seq: 7, text: 'Ten milligrams.', until: 'm2' }))
  })

  it('keep what was typed when another view is looked at, and are sent once', async () => {
    const user = userEvent.setup()
    const c = aCase({ acts: ['message'], messages: [said({ id: 'm0', kind: 'message', thread: 'clinic' })] })
    let tries = 0
    const { asked } = show(c, { 'POST /cases/c1/acts/message': () => (++tries === 1 ? new Response('{}', { status: 503 }) : c) })
    await user.click(await screen.findByRole('button', { name: 'Messages 1' }))
    await user.type(screen.getByLabelText(/Write to the clinic/), 'Please send the disc.')
    await user.click(screen.getByRole('button', { name: 'The case' }))
    await user.click(screen.getByRole('button', { name: 'Messages 1' }))
    expect(screen.getByLabelText<HTMLTextAreaElement>(/Write to the clinic/).value).toBe('Please send the disc.')
    await user.click(screen.getByRole('button', { name: 'Send' }))
    await screen.findByRole('alert')
    await user.click(screen.getByRole('button', { name: 'Send' }))
    await vi.waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>(/Write to the clinic/).value).toBe(''))
    const sent = asked.filter(a => a.path.endsWith('acts/message')).map(a => (a.body as { once: string }).once)
    expect(asked.find(a => a.path.endsWith('acts/message'))?.body).toMatchObject({ until: 'm0' })
    expect(sent).toHaveLength(2)
    expect(sent[0]).toBe(sent[1])
  })

  it('stop what was written before somebody else’s words came, until those are read', async () => {
    const user = userEvent.setup()
    const clinic: Thread = { ...question, id: 'clinic', kind: 'clinic', by: '', role: '', state: 'open' }
    const first = said({ id: 'm0', kind: 'message', text: 'Please send the slides.', thread: 'clinic' })
    const c = aCase({ acts: ['message'], threads: [clinic], messages: [first] })
    const later = { ...c, messages: [first, said({ id: 'm5', kind: 'message', from: 'Dr. Noor Haddad, physician', text: 'They went out today.', thread: 'clinic', new: true })] }
    let arrived = false
    const { asked } = show(c, { 'GET /cases/c1': () => (arrived ? later : c), 'POST /cases/c1/acts/message': later })
    const sent = () => asked.filter(a => a.path.endsWith('acts/message')).map(a => a.body)
    await user.click(await screen.findByRole('button', { name: 'Messages 1' }))
    await user.type(screen.getByLabelText(/Write to the clinic/), 'Where are they?')
    arrived = true
    await user.click(screen.getByRole('button', { name: 'Send' }))
    await screen.findByText('They went out today.')
    await screen.findByText(/^Somebody wrote to you while you wrote/)
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('They went out today.'))
    expect(sent()).toEqual([])
    expect(screen.getByLabelText<HTMLTextAreaElement>(/Write to the clinic/).value).toBe('Where are they?')
    await user.click(screen.getByRole('button', { name: 'Send' }))
    await vi.waitFor(() => expect(sent()).toMatchObject([{ text: 'Where are they?', until: 'm5' }]))
  })

  it('come by themselves while their conversation is open', async () => {
    const c = aCase({ acts: [], threads: [{ ...question, id: 'clinic', kind: 'clinic', by: '', role: '', state: 'open' }], messages: [] })
    const later = { ...c, messages: [said({ id: 'm5', kind: 'message', text: 'They went out today.', thread: 'clinic' })] }
    let arrived = false
    show(c, { 'GET /cases/c1': () => (arrived ? later : c) })
    const tab = await screen.findByRole('button', { name: 'Messages' })
    vi.useFakeTimers({ shouldAdvanceTime: true })
    try {
      fireEvent.click(tab)
      arrived = true
      await act(() => vi.advanceTimersByTimeAsync(6_000))
      screen.getByText('They went out today.')
    } finally {
      vi.useRealTimers()
    }
  })

  it('tell who asked where the own question stands, and offer no act that is the coordinator’s', async () => {
    const c = inReview({ roles: ['specialist'], acts: ['sign-draft'], specialist: { id: 'me', name: 'Dr. Ana Castellanos' }, threads: [{ ...question, state: 'with-clinic' }], messages: [said({})] })
    show(c, {}, 'specialist')
    await screen.findByText(/^Waits for the physician since/)
    expect(screen.queryByRole('button', { name: 'Answer the specialist' })).toBeNull()
  })
})
