import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { render, screen } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import { App } from '../app'
import words from '../en.json'
import { fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: words, acts }))

// Who returned a letter, or lost a case while reading it, stood before one sentence with no way on.
it.each(['letter', 'records', 'images', 'write'])('a case that is gone from the screen of its %s leaves the way to the others in sight', async screenOf => {
  const gone = () => problem(404, 'not-found', 'There is no such case for you.')
  fakeService({ 'GET /me': me('approver'), 'GET /cases': list, 'GET /cases/c1': gone, 'GET /cases/c1/opinion': gone })
  window.history.replaceState(null, '', `/console/case/c1/${screenOf}`)
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  expect((await screen.findByRole('alert')).textContent).toContain('There is no such case for you.')
  expect(screen.getByRole('link', { name: /^Approvals/ }).getAttribute('href')).toBe('/console')
})
