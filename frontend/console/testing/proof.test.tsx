import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Proof, ProofFinding } from '../api/types'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion, problem } from './fake-service'

plainFields()

const block = 'The left ovary may stay until she is 40.'
const finding = (more: Partial<ProofFinding>): ProofFinding => ({
  key: 'a'.repeat(32), kind: 'side', place: 'answers.0.text', block, start: 4, end: 14, words: 'left ovary', says: 'Here it is the left. Question 1 says the right.', against: 'Cyst of the right ovary', source: 'Question 1', record: '', settled: false,
  ...more,
})
const answer = { ...opinion().content.answers[0], question: 'Remove the ovaries now, or wait until 40?', text: block, reason: '', parts: [] }

function open(proof: unknown, settle: (body: unknown) => unknown = () => new Response(null, { status: 204 })) {
  startText({ console: text, acts })
  window.history.replaceState(null, '', '/console/case/c1/write')
  const o = opinion({ content: { ...opinion().content, answers: [answer] } })
  const asked = fakeService({
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'] }),
    'GET /cases/c1/opinion': o,
    'GET /cases/c1/opinion/proof?version=1': proof,
    'PUT /cases/c1/opinion/proof': settle,
  })
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return asked
}

const sheet = async () => {
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: text.write.sign }))
  return { user, side: await screen.findByRole('region', { name: text.proof.title }) }
}

describe('the letter read against the case', () => {
  let found: Proof
  beforeEach(() => {
    found = { findings: [finding({}), finding({ key: 'b'.repeat(32), kind: 'leftover', words: '???', says: 'A place was left to be filled in.', against: '', source: '' })], sides: [], unread: 2, cut: false }
  })

  it('shows what stands against what, and leads to the words by keyboard', async () => {
    open(() => found)
    const { user, side } = await sheet()
    await within(side).findByText('2 things to look at. They do not stop you.')
    expect(within(side).queryByRole('button', { name: /^Open “/ })).toBeNull() // no record stands against it
    expect(within(side).getByText('Cyst of the right ovary')).toBeTruthy()
    expect(within(side).getByText(/texts of 2 records are not read/)).toBeTruthy()
    expect(await axeFindings(side)).toEqual([])
    within(side).getByRole('button', { name: 'Go to “left ovary”' }).focus()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByRole('region', { name: text.proof.title })).toBeNull())
    const field = screen.getByLabelText<HTMLTextAreaElement>(answer.question)
    await waitFor(() => expect(document.activeElement).toBe(field))
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('left ovary')
  })

  it('settles one as meant, without a reason, and takes that back', async () => {
    const asked = open(() => found)
    const { user, side } = await sheet()
    await user.click(await within(side).findByRole('button', { name: '“left ovary” is as meant' }))
    await within(side).findByText('One thing to look at. It does not stop you.')
    expect(within(side).queryByText('Cyst of the right ovary')).toBeNull()
    await user.click(within(side).getByRole('button', { name: 'Show one that is as meant' }))
    const again = within(side).getByRole('button', { name: '“left ovary” is as meant' })
    expect(again.getAttribute('aria-pressed')).toBe('true')
    await user.click(again)
    await within(side).findByText('2 things to look at. They do not stop you.')
    expect(asked.filter(a => a.method === 'PUT' && a.path.endsWith('/proof')).map(a => a.body)).toEqual([{ key: 'a'.repeat(32), settled: true }, { key: 'a'.repeat(32), settled: false }])
  })

  it('says where settling one failed, and has it open again', async () => {
    open(() => found, () => problem(503, 'unavailable', 'The service does not answer. Try again.'))
    const { user, side } = await sheet()
    await user.click(await within(side).findByRole('button', { name: '“left ovary” is as meant' }))
    await within(side).findByText('The service does not answer.')
    await within(side).findByText('2 things to look at. They do not stop you.')
  })

  it('does not stand in the way where it cannot be had', async () => {
    open(() => problem(500, 'internal', ''))
    const { side } = await sheet()
    await within(side).findByRole('button', { name: text.proof.again })
    expect(screen.getAllByRole('button', { name: acts.label['sign-draft'] }).length).toBeGreaterThan(0)
  })

  it('lists each side by what it is of, what has both first, and leads to each', async () => {
    const side = (side: 'left' | 'right', of: string, at: number) => ({ side, of, place: 'answers.0.text', block, start: at, end: at + 10, words: block.slice(at, at + 10) })
    open(() => ({ ...found, sides: [side('right', 'tube', 0), side('right', 'tube', 1), side('right', 'tube', 2), side('left', 'ovary', 4), side('right', 'ovary', 5)] }))
    const { user, side: region } = await sheet()
    const table = within(await within(region).findByRole('table', { name: text.sides.title }))
    expect(table.getAllByRole('row').map(r => r.textContent)).toEqual(['Of whatLeftRight', 'ovary11', 'tube–3'])
    await user.click(table.getByRole('button', { name: 'ovary' }))
    expect(await axeFindings(region)).toEqual([])
    await user.click(table.getByRole('button', { name: 'Go to “left ovary”' }))
    const field = screen.getByLabelText<HTMLTextAreaElement>(answer.question)
    await waitFor(() => expect(document.activeElement).toBe(field))
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('left ovary')
  })
})
