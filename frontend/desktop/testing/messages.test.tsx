import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { App } from '../app'
import type { MessageView } from '../bridge'
import text from '../en.json'
import { messages } from './case-data'
import { fault, installFakeGo, methods, type Methods } from './fake-go'
import { ids } from './people'

beforeEach(() => startText({ desktop: text }))
afterEach(() => (location.hash = ''))

function show(list: MessageView[], say: () => unknown) {
  const m: Methods = methods()
  m.Cases = { ...m.Cases, Messages: () => list, Say: say }
  const go = installFakeGo(m)
  location.hash = `/case/${ids.priyanka}/messages`
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )
  return go
}

const said = (calls: { name: string; args: unknown[] }[]) => calls.filter(c => c.name === 'Cases.Say').map(c => c.args[0])

it('answers what OSO asks, and names the question', async () => {
  const user = userEvent.setup()
  const answered = [...messages.map(m => ({ ...m, to_answer: false })), { ...messages[1]!, id: 'm4', text: 'Ten milligrams.', waits: true, re: 'm3' }]
  const { calls } = show(messages, () => answered)
  await user.type(await screen.findByLabelText('Your answer'), 'Ten milligrams.')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  await screen.findByText('Kept here, sent with the next exchange')
  expect(said(calls)).toEqual([{ case: ids.priyanka, re: 'm3', text: 'Ten milligrams.' }])
  await vi.waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>('Write to OSO').value).toBe(''))
})

it('writes of something else beside an open question, and loses neither text', async () => {
  const user = userEvent.setup()
  const { calls } = show(messages, () => messages)
  await user.type(await screen.findByLabelText('Your answer'), 'Ten')
  await user.click(screen.getByRole('button', { name: 'Write about something else' }))
  await user.type(screen.getByLabelText('Write to OSO'), 'She moved.')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  await vi.waitFor(() => expect(said(calls)).toEqual([{ case: ids.priyanka, re: '', text: 'She moved.' }]))
  await user.click(screen.getByRole('button', { name: 'Answer OSO’s question' }))
  await vi.waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>('Your answer').value).toBe('Ten'))
})

it('keeps what was typed where it could not be kept for OSO, and says why', async () => {
  const user = userEvent.setup()
  show([], () => Promise.reject(fault('refused', 'OSO has erased its copy of this case. Nothing was sent. Telephone OSO.')))
  await user.type(await screen.findByLabelText('Write to OSO'), 'Hello.')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  await screen.findByText('OSO has erased its copy of this case.')
  expect(screen.getByLabelText<HTMLTextAreaElement>('Write to OSO').value).toBe('Hello.')
})
