import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import acts from '../acts.json'
import type { CaseList, Row } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { desk, fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const [first, second] = list.rows as [Row, Row]
const noa = { ...first, next: 'offer' }
const jiwoo = { ...second, critical: false, telephone: '' }
const two: CaseList = { ...list, rows: [jiwoo, noa] }
const view = { id: 'v1', name: 'Acme late', role: '', stage: '', turn: 'late', owner: '', partner: 'acme', emergent: false, what: '' }

async function show(answers: Record<string, unknown> = {}) {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /desk': desk, 'GET /cases': two, 'POST /cases/search': two, ...answers })
  window.history.replaceState(null, '', '/console/')
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  await screen.findByRole('row', { name: /Ben-David/ })
  screen.getByRole('grid').focus()
  return { asked, user: userEvent.setup(), given: () => asked.filter(a => a.path === '/desk/assign').map(a => a.body as { person: string; cases: unknown[] }) }
}

describe('giving cases', () => {
  it('sends nothing while nobody is chosen, and says so', async () => {
    const { user, given } = await show({ 'POST /desk/assign': { done: 1, refused: [] } })
    await user.keyboard('jg')
    const dialog = await screen.findByRole('dialog', { name: 'Give 1 case to a coordinator' })
    await user.click(within(dialog).getByRole('button', { name: 'Give' }))
    await within(dialog).findByText('Choose who has it, or nobody in particular.')
    expect(given()).toEqual([])
  })

  it('takes a case from its owner only where that was chosen, and says that it is nobody’s', async () => {
    const { user, given } = await show({ 'POST /desk/assign': { done: 1, refused: [] } })
    await user.keyboard('jg')
    const dialog = await screen.findByRole('dialog', { name: 'Give 1 case to a coordinator' })
    await user.click(await within(dialog).findByRole('textbox', { name: /To whom/ }))
    await user.click(await screen.findByRole('option', { name: 'Nobody in particular', hidden: true }))
    await user.click(within(dialog).getByRole('button', { name: 'Give' }))
    await screen.findByText('1 case is nobody’s now.')
    expect(given().map(g => g.person)).toEqual([''])
  })

  it.each(['?', '/'])('keeps the dialog and its note where %s is pressed in it', async key => {
    const { user } = await show()
    await user.keyboard('jg')
    const dialog = await screen.findByRole('dialog', { name: 'Give 1 case to a coordinator' })
    await user.type(within(dialog).getByRole('textbox', { name: /What the other should know/ }), 'Back on Monday.')
    within(dialog).getByRole('button', { name: 'Give' }).focus()
    await user.keyboard(key)
    expect(within(screen.getByRole('dialog', { name: 'Give 1 case to a coordinator' })).getByRole<HTMLTextAreaElement>('textbox', { name: /What the other should know/ }).value).toBe('Back on Monday.')
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Give' }))
  })
})

describe('taking cases', () => {
  it('says what went wrong', async () => {
    const { user } = await show({ 'POST /desk/assign': () => problem(503, 'unavailable', 'The service does not answer. Try again.') })
    await user.keyboard('jt')
    await screen.findByText('The service does not answer.')
  })

  it('keeps chosen what was refused, and says which and why', async () => {
    const { user } = await show({ 'POST /desk/assign': { done: 1, refused: [{ case: 'c1', says: 'A reason.' }] } })
    await user.keyboard('jxjxt')
    await screen.findByText(/4416 870 332: A reason/)
    screen.getByRole('toolbar', { name: '1 case chosen' })
    screen.getByRole('button', { name: /Ben-David/, pressed: true })
  })
})

describe('what is chosen', () => {
  it('is in sight, or chosen no more', async () => {
    const { user, given } = await show({ 'POST /cases/search': { ...two, rows: [noa], total: 1 }, 'POST /desk/assign': { done: 1, refused: [] } })
    await user.keyboard('jxjx')
    screen.getByRole('toolbar', { name: '2 cases chosen' })
    await user.type(screen.getByRole('searchbox'), 'noa')
    await waitFor(() => expect(screen.queryByRole('row', { name: /Ji-woo/ })).toBeNull())
    screen.getByRole('toolbar', { name: '1 case chosen' })
    await user.clear(screen.getByRole('searchbox'))
    await screen.findByRole('row', { name: /Ji-woo/ })
    screen.getByRole('toolbar', { name: '1 case chosen' })
    await user.click(screen.getByRole('button', { name: /^Take/ }))
    await waitFor(() => expect(given().map(g => g.cases.length)).toEqual([1]))
  })
})

describe('a list of one’s own', () => {
  it('is forgotten after a question, and where that fails it is said', async () => {
    const { asked, user } = await show({ 'GET /desk': { ...desk, views: [view] }, 'DELETE /desk/views/v1': () => problem(503, 'unavailable', 'The service does not answer. Try again.') })
    await user.click(await screen.findByRole('button', { name: 'Lists' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Forget “Acme late”', hidden: true }))
    const dialog = await screen.findByRole('dialog', { name: 'Forget the list “Acme late”?' })
    expect(asked.some(a => a.method === 'DELETE')).toBe(false)
    await user.click(within(dialog).getByRole('button', { name: 'Forget it' }))
    await within(dialog).findByText('The service does not answer.')
  })
})
