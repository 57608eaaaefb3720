import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

function open(path: string) {
  window.history.replaceState(null, '', path)
  return render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
}

const column = () => within(screen.getByRole('navigation', { name: 'Queues' }))

it('folds the pages of the service but for the group where one is, and keeps what was opened', async () => {
  const user = userEvent.setup()
  fakeService({ 'GET /me': me('admin'), 'GET /cases': list, 'GET /glass': { rows: [] } })
  const { container } = open('/console/glass')
  await screen.findByRole('heading', { name: 'Break-glass' })
  expect(column().getByRole('link', { name: 'Break-glass' }).getAttribute('aria-current')).toBe('page')
  expect(column().queryByRole('link', { name: 'Prices' })).toBeNull()

  const tables = column().getByRole('button', { name: 'Tables and lists' })
  expect(tables.getAttribute('aria-expanded')).toBe('false')
  tables.focus()
  await user.keyboard('{Enter}')
  column().getByRole('link', { name: 'Prices' })
  expect(document.activeElement).toBe(tables)
  expect(await axeFindings(container)).toEqual([])

  // Another page is another column: what was opened stays open.
  await user.click(column().getByRole('link', { name: /^Cases/ }))
  await screen.findByRole('grid')
  expect(column().getByRole('button', { name: 'Tables and lists' }).getAttribute('aria-expanded')).toBe('true')
  await user.click(column().getByRole('button', { name: 'Tables and lists' }))
  expect(column().queryByRole('link', { name: 'Prices' })).toBeNull()
})

it.each([
  ['coordinator', ['Service', 'Tables and lists', 'Texts']],
  ['admin', ['Service', 'Tables and lists', 'Texts', 'People and safety']],
  ['specialist', []],
] as const)('shows a %s the groups of that role', async (role, groups) => {
  fakeService({ 'GET /me': me(role), 'GET /cases': list })
  open('/console/')
  await screen.findByRole('grid')
  const there = column()
    .getAllByRole('button')
    .filter(b => b.hasAttribute('aria-expanded'))
  expect(there.map(b => b.textContent)).toEqual([...groups])
})
