import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { expect, it } from 'vitest'
import acts from '../acts.json'
import type { Content, Kept, KeptContent, KeptState } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { aCase, approval, fakeService, list, me, opinion } from './fake-service'

plainFields()

const { content } = opinion()
const state = (id: string, at: string, more: Partial<KeptState> = {}): KeptState => ({ id, saved_at: at, author: { id: 'p1', name: 'Dr. A' }, cause: 'writing', changes: [], unreadable: false, ...more })
const states = [
  state('3', '2026-11-30T14:20:00Z', { cause: 'cut', changes: [{ part: 'q0', more: 340 }, { part: 'limits', more: -1 }, { part: 'options', more: 0 }] }),
  state('2', '2026-11-30T14:02:00Z', { changes: [{ part: 'assessment', more: 12 }] }),
  state('1', '2026-11-29T09:00:00Z', { cause: 'begun' }),
]
const words: Record<string, Partial<Content>> = { '3': { assessment: 'Small and round.', recommendation: 'Wait.' }, '2': { assessment: 'Small.', recommendation: 'Wait.' }, '1': { assessment: '', recommendation: '' } }
const whole = (id: string): KeptContent => ({ ...(states.find(s => s.id === id) ?? state(id, '')), content: { ...content, ...words[id] } })

async function open(kept: Kept) {
  startText({ console: text, acts })
  window.history.replaceState(null, '', '/console/case/c1/write')
  let row = 100
  const asks = fakeService({
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'] }),
    'GET /cases/c1/opinion': opinion({ content: { ...content, assessment: 'Gone.', recommendation: 'Operate.' } }),
    'PUT /cases/c1/opinion': (body: unknown) => opinion({ row_version: ++row, content: (body as { content: Content }).content }),
    'GET /cases/c1/opinion/states?version=1': kept,
    ...Object.fromEntries(Object.keys(words).map(id => [`GET /cases/c1/opinion/states/${id}?version=1`, whole(id)])),
  })
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  const user = userEvent.setup()
  const button = await screen.findByRole('button', { name: text.versions.open })
  button.focus()
  await user.keyboard('{Enter}')
  const sheet = await screen.findByRole('dialog', { name: text.versions.title })
  return { user, sheet, asks }
}

// S9: there are versions to go back to.
it('shows what the draft was, by when and in words, and what is another since', async () => {
  const { user, sheet } = await open({ version: 1, states, now: [{ part: 'assessment', more: -11 }] })
  await within(sheet).findByText('Assessment, 11 characters fewer')
  expect(within(sheet).getByText(/340 characters more; Limits, one character fewer; Options, changed/)).toBeTruthy()
  expect(within(sheet).getAllByRole('radio')).toHaveLength(3)
  expect(document.activeElement).toBe(within(sheet).getAllByRole('radio')[0])
  const part = await within(sheet).findByRole('region', { name: 'Assessment' })
  expect(part.querySelector('del')?.textContent).toContain('Small and round.')
  expect(part.querySelector('ins')?.textContent).toContain('Gone.')
  expect(await axeFindings(within(sheet).getByRole('radiogroup').parentElement ?? sheet)).toEqual([])
  // The first, and against another one than what stands now.
  await user.click(within(sheet).getByRole('radio', { name: /as it began/ }))
  await waitFor(() => expect(within(sheet).getByRole('region', { name: 'Assessment' }).querySelector('del')).toBeNull())
  await user.click(within(sheet).getByRole('textbox', { name: text.versions.with }))
  await user.click(await screen.findByRole('option', { name: /:02/ }))
  await waitFor(() => expect(within(sheet).getByRole('region', { name: 'Assessment' }).querySelector('ins')?.textContent).toBe('Small.'))
})

it('puts one part back by keys alone, as an edit that is saved with its cause and can be undone', async () => {
  const { user, sheet, asks } = await open({ version: 1, states, now: [] })
  const back = await within(sheet).findByRole('button', { name: 'Put back: Assessment' })
  back.focus()
  await user.keyboard('{Enter}')
  const field = () => screen.getByLabelText(text.write.assessmentLabel)
  await waitFor(() => expect(field()).toHaveProperty('value', 'Small and round.'))
  expect(screen.getByLabelText(text.write.recommendationLabel)).toHaveProperty('value', 'Operate.')
  await waitFor(() => expect(document.activeElement).toBe(field()))
  const saved = () => asks.filter(a => a.method === 'PUT').map(a => a.body as { cause?: string; content: Content })
  await waitFor(() => expect(saved().map(b => [b.cause, b.content.assessment])).toEqual([['restored', 'Small and round.']]))
  await user.keyboard('{Control>}z{/Control}')
  expect(field()).toHaveProperty('value', 'Gone.')
  await waitFor(() => expect(saved().map(b => b.cause)).toEqual(['restored', undefined]), { timeout: 4000 })
})

it('puts all of it back', async () => {
  const { user, sheet } = await open({ version: 1, states, now: [] })
  await user.click(within(sheet).getByRole('radio', { name: /as it began/ }))
  await user.click(await within(sheet).findByRole('button', { name: /^Put all back as on 29 Nov 2026/ }))
  await waitFor(() => expect(screen.getByLabelText(text.write.assessmentLabel)).toHaveProperty('value', ''))
  expect(screen.getByLabelText(text.write.recommendationLabel)).toHaveProperty('value', '')
})

it('says so where nothing is kept yet', async () => {
  const { sheet } = await open({ version: 1, states: [], now: [] })
  expect(await within(sheet).findByText(/^Nothing is kept yet/)).toBeTruthy()
})

it('is read by the approver, of what was signed, by keys alone and with nothing to put back', async () => {
  startText({ console: text, acts })
  window.history.replaceState(null, '', '/console/case/c1/letter')
  const signed = [state('9', '2026-11-30T16:00:00Z', { cause: 'signed' }), state('3', '2026-11-30T15:00:00Z', { cause: 'returned' }), state('2', '2026-11-30T14:20:00Z', { cause: 'signed' })]
  fakeService({
    'GET /me': me('approver'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'approval', roles: ['approver'], acts: ['approve', 'return-draft'] }),
    'GET /cases/c1/opinion': opinion({ state: 'approval', sha256: 'now', signed_at: '2026-11-30T16:00:00Z', content: { ...content, assessment: 'Small and round.' } }),
    'GET /cases/c1/opinion/proof?version=1': { findings: [], sides: [], unread: 0, cut: false },
    'GET /cases/c1/approval': approval(),
    'GET /cases/c1/opinion/states?version=1': { version: 1, states: signed, now: [] },
    'GET /cases/c1/opinion/states/2?version=1': whole('2'),
  })
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  const user = userEvent.setup()
  const open = await screen.findByRole('button', { name: text.versions.openSigned_one }) // what came back is what was signed
  open.focus()
  await user.keyboard('{Enter}')
  const sheet = await screen.findByRole('dialog', { name: text.versions.titleSigned })
  const part = await within(sheet).findByRole('region', { name: 'Assessment' })
  expect([part.querySelector('del')?.textContent, part.querySelector('ins')?.textContent]).toEqual(['Small.', 'Small and round.'])
  expect(within(sheet).queryByRole('button', { name: /^Put/ })).toBeNull()
  expect(await axeFindings(within(sheet).getByRole('radiogroup').parentElement ?? sheet)).toEqual([])
  await user.keyboard('{Escape}')
  await waitFor(() => expect(document.activeElement).toBe(open))
})
