import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import acts from '../acts.json'
import type { ApprovalChecks, LetterTexts, QuestionTexts, QuestionTextsRequest, QuestionsVersion } from '../api/types'
import { App } from '../app'
import words from '../en.json'
import { fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: words, acts }))

const specialties = { now: [{ code: 'hematology', name: 'Hematology', of: '', words: [], retired: false, modalities: [], under: 0 }], in_force: null, proposed: null, confirms: false, past: [] }
const questions: QuestionTexts = { now: [{ code: 'a', text: 'Is treatment needed now?', parts: [], words: ['C82'] }], in_force: null, proposed: null, confirms: false, past: [] }
const version = (more: Partial<QuestionsVersion>): QuestionsVersion => ({
  version: 1, state: 'proposed', source: 'Meeting', proposed_by: { id: 'b', name: 'Ottilie Brandvold' }, proposed_at: '2026-11-24T10:00:00Z', mine: false, decided_by: { id: '', name: '' }, decided_at: null, ended_at: null, questions: [], ...more,
})

function open(at: string, answers: Record<string, unknown>) {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /specialties': specialties, ...answers })
  window.history.replaceState(null, '', `/console/${at}`)
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, container, user: userEvent.setup() }
}

describe('what cases need and ask', () => {
  it('proposes a question with its parts and the cases that it is for', async () => {
    const { asked, container, user } = open('question-texts', {
      'GET /question-texts': questions,
      'POST /question-texts': (body: unknown) => ({ ...questions, proposed: version({ mine: true, questions: (body as QuestionTextsRequest).questions }) }),
    })
    await user.click(await screen.findByRole('button', { name: 'Change the list' }))
    await user.click(screen.getByRole('button', { name: 'Add a question' }))
    await user.click(screen.getByRole('button', { name: 'Into the list' }))
    await screen.findByText('Write the question.')
    await user.click(screen.getByLabelText('Question'))
    await user.paste('How often are images needed?')
    await user.click(screen.getByLabelText(/^Parts/))
    await user.paste('in the first year\n\nlater')
    await user.click(screen.getByLabelText(/^Or known by words/))
    await user.paste('lymphoma, C83 ,')
    // What is typed is in the draft only once it is put there.
    await user.click(screen.getByRole('button', { name: 'Propose this change' }))
    await screen.findByText(/^Finish the entry that is open first/)
    await user.click(screen.getByRole('button', { name: 'Into the list' }))
    await user.click(screen.getByRole('button', { name: 'Move up: How often are images needed?' }))
    await user.click(screen.getByLabelText(/^Source/))
    await user.paste('Meeting of 24 Nov')
    await user.click(screen.getByRole('button', { name: 'Propose this change' }))
    const proposal = await screen.findByRole('region', { name: 'A change waits for a second person' })
    within(proposal).getByText(/^Each workstation offers the list/)
    expect(await axeFindings(container)).toEqual([])
    expect(asked.find(a => a.method === 'POST')?.body).toEqual({
      over: 0,
      questions: [{ code: expect.stringMatching(/^c-[0-9a-f]{8}$/) as string, text: 'How often are images needed?', parts: ['in the first year', 'later'], words: ['lymphoma', 'C83'] }, questions.now[0]],
      source: 'Meeting of 24 Nov',
    })
  })

  it('says of each material whom it is for, where it comes from and who missed it', async () => {
    const checks: ApprovalChecks = {
      now: [{ code: 'pet', text: 'PET-CT', kind: 'imaging', origin: 'A guideline', specialties: ['hematology'] }, { code: 'r', text: 'Medical record' }],
      in_force: null, proposed: null, confirms: false, past: [], lacked: [{ code: 'pet', cases: 3 }],
    }
    const { container } = open('material-checks', { 'GET /material-checks': checks })
    await screen.findByText(/^Imaging\. For: Hematology\. From: A guideline Authors missed it in 3 cases/)
    screen.getByText('Record, letter. For every case.')
    expect(await axeFindings(container)).toEqual([])
  })

  it('shows texts for letters as they read', async () => {
    const texts: LetterTexts = { now: [{ code: 's', name: 'Scope', text: '# Scope\n\nOf what was **sent**.' }], places: ['age'], in_force: null, proposed: null, confirms: false, past: [] }
    const { container, user } = open('letter-texts', { 'GET /letter-texts': texts })
    expect((await screen.findByText('sent')).tagName).toBe('STRONG')
    await user.click(screen.getByRole('button', { name: 'Change the list' }))
    await user.click(screen.getByRole('button', { name: /^Change: Scope/ }))
    screen.getByText(/^A case fills \{age\}/)
    expect(await axeFindings(container)).toEqual([])
  })
})
