import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import acts from '../acts.json'
import type { AgreementText, AgreementTextRequest, AgreementTexts, AgreementTextVersion } from '../api/types'
import { App } from '../app'
import words from '../en.json'
import { terms } from '../features/agreement/agreement-words'
import { fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: words, acts }))

const text: AgreementText = {
  version: 'agreement-1',
  date: '2026-11-01',
  title: 'Agreement for a second opinion',
  opening: ['This agreement is between the patient and the service.'],
  clauses: [
    { id: 'distance', heading: 'At a distance', paragraphs: ['Nobody examines me.', 'I accept that.'], requirements: terms.filter(r => r !== 'R26') },
    { id: 'law', heading: 'Law', paragraphs: ['Massachusetts, Suffolk County.'], requirements: ['R26'] },
  ],
  closing: ['By signing I agree.'],
  again: false,
}
const register: AgreementTexts = { now: text, terms: [...terms], in_force: null, proposed: null, effects: null, confirms: false, past: [] }
const version = (more: Partial<AgreementTextVersion>): AgreementTextVersion => ({
  version: 1, state: 'proposed', source: 'Counsel', proposed_by: { id: 'b', name: 'Ottilie Brandvold' }, proposed_at: '2026-11-24T10:00:00Z', mine: false, decided_by: { id: '', name: '' }, decided_at: null, ended_at: null, text, ...more,
})
const effects = { open: 3, unread: 0, signed: [{ version: 'agreement-1', count: 3 }] }

function open(first: AgreementTexts, answers: Record<string, unknown> = {}) {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /agreement': first, 'GET /agreement/effects': effects, 'POST /agreement/check': null, ...answers })
  window.history.replaceState(null, '', '/console/agreement')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, container, user: userEvent.setup() }
}

describe('the text that patients sign', () => {
  it('is proposed whole, with what it says otherwise and the texts of open cases', async () => {
    const { asked, container, user } = open(register, {
      'POST /agreement': (body: unknown) => ({ ...register, effects, proposed: version({ text: (body as AgreementTextRequest).text, mine: true }) }),
    })
    await user.click(await screen.findByRole('button', { name: 'Change' }))
    await user.clear(screen.getByLabelText('Words of clause 2'))
    await user.paste('Vermont courts.\n\nNo others.')
    await user.click(screen.getByLabelText(/^What was signed under an earlier text/))
    await screen.findByText('All 3 open cases keep the text that they were signed under.')
    await user.type(screen.getByLabelText(/^Source/), 'Counsel, 24 Nov')
    await user.click(screen.getByRole('button', { name: 'Propose this change' }))
    const proposal = await screen.findByRole('region', { name: 'A change waits for a second person' })
    within(proposal).getByText(/wait for a new signature/)
    expect(within(proposal).getByText(/Massachusetts/).tagName).toBe('DEL')
    expect(await axeFindings(container)).toEqual([])
    expect(asked.find(a => a.method === 'POST' && a.path === '/agreement')?.body).toEqual({
      over: 0,
      text: { ...text, again: true, clauses: [text.clauses[0], { ...text.clauses[1], paragraphs: ['Vermont courts.', 'No others.'] }] },
      source: 'Counsel, 24 Nov',
    })
  })

  it('takes a paragraph between two others, where it is typed', async () => {
    const { user } = open(register)
    await user.click(await screen.findByRole('button', { name: 'Change' }))
    const field = screen.getByLabelText<HTMLTextAreaElement>('Words of clause 1')
    const end = 'Nobody examines me.'.length
    await user.type(field, '{Enter}{Enter}Not by video either.', { initialSelectionStart: end, initialSelectionEnd: end })
    expect(field.value).toBe('Nobody examines me.\n\nNot by video either.\n\nI accept that.')
  })

  it('asks once for the texts of open cases, and for a check when typing pauses', async () => {
    const { asked, user } = open(register, { 'POST /agreement/check': () => problem(422, 'invalid', 'Clause 2 has no words.') })
    await user.click(await screen.findByRole('button', { name: 'Change' }))
    await user.type(screen.getByLabelText('Heading of clause 2'), ' and courts')
    await screen.findByText('Clause 2 has no words.')
    const clauses = [text.clauses[0], { ...text.clauses[1], heading: 'Law and courts' }]
    await waitFor(() => expect(asked.filter(a => a.path === '/agreement/check').at(-1)?.body).toEqual({ text: { ...text, clauses } }))
    expect(asked.filter(a => a.path === '/agreement/check').length).toBeLessThan(' and courts'.length)
    expect(asked.filter(a => a.path === '/agreement/effects')).toHaveLength(1)
  })

  it('is not proposed while a term is carried by no clause', async () => {
    const { asked, container, user } = open(register)
    await user.click(await screen.findByRole('button', { name: 'Change' }))
    await user.click(screen.getByRole('button', { name: 'Remove clause 2' }))
    await screen.findByText(/^No clause is marked as carrying: law and courts of Massachusetts/)
    await user.type(screen.getByLabelText(/^Source/), 'Counsel')
    await user.click(screen.getByRole('button', { name: 'Propose this change' }))
    expect(asked.some(a => a.path === '/agreement' && a.method === 'POST')).toBe(false)
    expect(await axeFindings(container)).toEqual([])
  })

  it('puts a removed clause back where it was, and leads the keys on', async () => {
    const { container, user } = open(register)
    await user.click(await screen.findByRole('button', { name: 'Change' }))
    await user.click(screen.getByRole('button', { name: 'Remove clause 1' }))
    expect(screen.getByLabelText('Heading of clause 1')).toHaveProperty('value', 'Law')
    expect(document.activeElement).toBe(screen.getByLabelText('Heading of clause 1'))
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Put it back: At a distance' }))
    expect(screen.getByLabelText('Words of clause 1')).toHaveProperty('value', 'Nobody examines me.\n\nI accept that.')
    expect(document.activeElement).toBe(screen.getByLabelText('Heading of clause 1'))
    screen.getByText('Nothing is changed yet.')
    await user.click(screen.getByRole('button', { name: 'Add a clause' }))
    expect(document.activeElement).toBe(screen.getByLabelText('Heading of clause 3'))
    await user.click(screen.getByRole('button', { name: 'Remove clause 3' }))
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add a clause' }))
    screen.getByText('Nothing is changed yet.')
  })

  it('asks before Leave throws away what was changed', async () => {
    const { user } = open(register)
    await user.click(await screen.findByRole('button', { name: 'Change' }))
    await user.click(screen.getByRole('button', { name: 'Leave as it is' })) // nothing to lose
    await user.click(await screen.findByRole('button', { name: 'Change' }))
    await user.type(screen.getByLabelText('Heading of clause 2'), 's')
    await user.click(screen.getByRole('button', { name: 'Leave as it is' }))
    await user.click(within(await screen.findByRole('dialog', { name: 'Leave what you wrote here?' })).getByRole('button', { name: 'Stay here' }))
    expect(screen.getByLabelText('Heading of clause 2')).toHaveProperty('value', 'Laws')
    await user.click(screen.getByRole('button', { name: 'Leave as it is' }))
    await user.click(await screen.findByRole('button', { name: 'Leave without it' }))
    await screen.findByRole('heading', { name: '2. Law' })
  })

  it('shows the second person which clause carries other terms, where no word is another', async () => {
    const moved = terms.filter(r => r !== 'R26' && r !== 'R22')
    const clauses = [{ ...text.clauses[0]!, requirements: moved }, { ...text.clauses[1]!, requirements: ['R22', 'R26'] }]
    open({ ...register, effects, confirms: true, proposed: version({ text: { ...text, clauses } }) })
    const proposal = await screen.findByRole('region', { name: 'A change waits for a second person' })
    const part = (name: string) => within(within(proposal).getByRole('heading', { name }).parentElement!)
    part('At a distance').getByText('No longer marked as carrying: not for legal disputes without written consent.')
    part('Law').getByText('Marked as carrying now: not for legal disputes without written consent.')
  })

  it('keeps earlier texts to be read', async () => {
    const { user } = open({ ...register, in_force: version({ version: 2, state: 'in-force' }), past: [version({ state: 'past', text: { ...text, title: 'The first agreement' } })] })
    await user.click(await screen.findByText('One earlier version'))
    await user.click(screen.getByText('Read this text'))
    expect(screen.getAllByText('The first agreement').length).toBeGreaterThan(0)
  })
})
