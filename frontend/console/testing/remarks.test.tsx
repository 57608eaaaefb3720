import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import acts from '../acts.json'
import type { AnswerRequest } from '../api/types'
import { App } from '../app'
import words from '../en.json'
import { aCase, comment, fakeService, list, me, opinion, problem } from './fake-service'

plainFields()

beforeEach(() => startText({ console: words, acts }))

const text = 'He is a candidate for resection.\n\nThe portal pressure was not measured.'

function desk(conflict = false) {
  let comments = [
    comment({ id: 'b1', part: 'assessment', quote: 'portal pressure', start: 7, text: 'What if it is raised?', by: 'Dr. Ines Moreau', mine: false }),
    comment({ id: 'b2', part: 'assessment', quote: 'a candidate for ablation', start: 2, text: 'Are you sure?', by: 'Dr. Ines Moreau', mine: false }),
  ]
  const asked = fakeService({
    'GET /me': me('specialist'),
    'GET /cases': { ...list, rows: list.rows.map(r => ({ ...r, state: 'in-review', role: 'specialist', next: 'sign-draft', returned: true })) },
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'] }),
    'GET /cases/c1/opinion': () => opinion({ comments, content: { ...opinion().content, assessment: text } }),
    'GET /cases/c1/notes': { reports: [], looked: [] },
    'PUT /cases/c1/opinion/comments/b1': (body: unknown) => {
      if (conflict) return problem(409, 'conflict', 'This comment was answered from another window.')
      const b = body as AnswerRequest
      comments = comments.map(c => (c.id === 'b1' ? { ...c, answer: b.answer, settled: b.settled, row_version: c.row_version + 1 } : c))
      return { comments }
    },
  })
  window.history.replaceState(null, '', '/console/case/c1/write')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, container, user: userEvent.setup() }
}

const first = async () => (await screen.findAllByRole('group', { name: 'Comment of Dr. Ines Moreau' }))[0] as HTMLElement

describe('a letter that came back', () => {
  // S15: no longer at the thanks.
  it('is opened at what was asked, each comment at its part with the way to its words', async () => {
    const { container, user } = desk()
    const one = await first()
    within(one).getByText('What if it is raised?')
    expect(screen.getAllByText(/^Its words have changed/)).toHaveLength(1)
    expect(one.closest('[data-part]')?.getAttribute('data-part')).toBe('assessment')
    expect(screen.getByRole('button', { name: /^Assessment/ }).getAttribute('aria-current')).toBeTruthy()
    await user.click(within(one).getByRole('button', { name: 'Go to the words' }))
    const at = document.activeElement as HTMLTextAreaElement
    expect(at.value.slice(at.selectionStart, at.selectionEnd)).toBe('portal pressure')
    expect(await axeFindings(container)).toEqual([])
  })

  it('is answered comment by comment, beside the draft', async () => {
    const { asked, user } = desk()
    await user.click(within(await first()).getByRole('button', { name: 'Answer' }))
    fireEvent.change(screen.getByLabelText('Your answer'), { target: { value: 'Then ablation.' } })
    await user.click(within(await first()).getByRole('button', { name: 'Keep the answer' }))
    await within(await first()).findByText('Then ablation.')
    await user.click(within(await first()).getByRole('button', { name: 'Done' }))
    await within(await first()).findByRole('button', { name: 'Not done after all' })
    expect(asked.filter(a => a.method === 'PUT').map(a => a.body)).toEqual([
      { answer: 'Then ablation.', settled: false, row_version: 1 },
      { answer: 'Then ablation.', settled: true, row_version: 2 },
    ])
  })

  it('keeps what is typed where another window answered first', async () => {
    const { user } = desk(true)
    await user.click(within(await first()).getByRole('button', { name: 'Answer' }))
    fireEvent.change(screen.getByLabelText('Your answer'), { target: { value: 'Then ablation.' } })
    await user.click(within(await first()).getByRole('button', { name: 'Keep the answer' }))
    await screen.findByText(/answered from another window/)
    await waitFor(() => expect(screen.getByLabelText('Your answer')).toHaveProperty('value', 'Then ablation.'))
  })
})
