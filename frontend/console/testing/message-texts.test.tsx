import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it, vi } from 'vitest'
import acts from '../acts.json'
import type { MessageTexts } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { aCase, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

function show(path: string, answers: Record<string, unknown>, role: 'admin' | 'coordinator') {
  const asked = fakeService({ 'GET /me': me(role), 'GET /cases': list, 'GET /reasons': {}, ...answers })
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

const slides = { name: 'Slides', words: 'Dear {physician}, please send {missing}.' }
const register = (more: Partial<MessageTexts> = {}): MessageTexts => ({ now: [slides], places: ['physician', 'missing'], in_force: null, proposed: null, confirms: false, past: [], ...more })

it('adds a text with the places that a case fills, and proposes the list', async () => {
  const user = userEvent.setup()
  const { asked, container } = show('message-texts', { 'GET /message-texts': register(), 'POST /message-texts': register() }, 'admin')
  await screen.findByText('Dear {physician}, please send {missing}.')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change the texts' }))
  await user.click(screen.getByRole('button', { name: 'Add a text' }))
  await user.keyboard('Thanks')
  screen.getByText('A case fills in: {physician}, {missing}')
  await user.type(screen.getByLabelText('Text'), 'Thank you, {{physician}.')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Into the list' }))
  await user.type(screen.getByLabelText('Source'), 'Meeting')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await vi.waitFor(() => expect(asked.find(a => a.method === 'POST')?.body).toEqual({ over: 0, texts: [slides, { name: 'Thanks', words: 'Thank you, {physician}.' }], source: 'Meeting' }))
})

it('begins a message with a text, beside what was typed, and sends none with an open place', async () => {
  const user = userEvent.setup()
  const c = aCase({ acts: ['message'] })
  const { asked } = show('case/c1', { 'GET /cases/c1': c, 'GET /cases/c1/candidates': { candidates: [] }, 'GET /cases/c1/texts': { texts: [{ name: 'Slides', text: 'Dear Dr. Haddad, please send {missing}.', left: ['missing'] }] }, 'POST /cases/c1/acts/message': c }, 'coordinator')
  await user.click(await screen.findByRole('button', { name: 'Messages' }))
  const box = () => screen.getByLabelText<HTMLTextAreaElement>(/^Write to the clinic/)
  await user.type(box(), 'Hello.')
  await user.click(await screen.findByLabelText('Begin with a text'))
  await user.click(await screen.findByRole('option', { name: 'Slides' }))
  expect(box().value).toBe('Hello.\n\nDear Dr. Haddad, please send {missing}.')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  await screen.findByText('Still to be written, or to be taken out: {missing}')
  expect(asked.some(a => a.path.endsWith('acts/message'))).toBe(false)
  await user.clear(box())
  await user.type(box(), 'Please send the disc.')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  await vi.waitFor(() => expect(asked.some(a => a.path.endsWith('acts/message'))).toBe(true))
})
