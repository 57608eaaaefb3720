import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Figures } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const none = { rows: [], small: false, rest: 0 }
const figures = (cases: boolean): Figures => ({
  from: '2026-11-09',
  cases,
  weeks: [
    { begins: '2026-11-09', released: 12, late: 2, median: 9, few: false },
    { begins: '2026-11-16', released: 3, late: 0, median: 0, few: true },
  ],
  stages: [{ key: 'triage', count: 7, late: 1 }],
  unread: [{ key: 'older', count: 4, late: 0 }],
  readings: [{ key: 'imaging', count: 2, late: 0 }],
  deficient: { rows: [{ key: 'illegible', count: 6, late: 0 }], small: true, rest: 0 },
  corrections: { rows: [], small: true, rest: 0 },
  diagnoses: { rows: [{ key: 'changed', count: 8, late: 0 }], small: false, rest: 0 },
  plans: none,
})

function open() {
  window.history.replaceState(null, '', '/console/figures')
  return render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
}

it('leads a coordinator from a number to its cases, by keys', async () => {
  const user = userEvent.setup()
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /figures': figures(true), 'POST /figures/cases': { cases: [{ id: 'c1', reference: '4416870332', state: 'triage' }] } })
  const { container } = open()
  const stages = within(await screen.findByRole('table', { name: 'Open cases, by stage' }))
  expect(stages.getByRole('link', { name: '7' }).getAttribute('href')).toBe('/console/stage/triage')
  await user.click(screen.getByText('As a table'))
  const weeks = within(screen.getByRole('table', { name: 'Opinions released, by week' }))
  weeks.getByText('9 days')
  expect(weeks.getAllByRole('row')).toHaveLength(3)
  screen.getByText('Fewer than five: not broken down.')
  screen.getByText('Others: fewer than five.')
  expect(await axeFindings(container)).toEqual([])
  within(screen.getByRole('table', { name: 'What became of the diagnosis' })).getByRole('button').focus()
  await user.keyboard('{Enter}')
  expect((await screen.findByText('4416 870 332')).closest('a')?.getAttribute('href')).toBe('/console/case/c1')
  expect(asked.find(a => a.method === 'POST')?.body).toEqual({ chart: 'diagnosis', key: 'changed' })
})

it('shows an administrator numbers alone', async () => {
  fakeService({ 'GET /me': me('admin'), 'GET /cases': list, 'GET /figures': figures(false) })
  open()
  const stages = within(await screen.findByRole('table', { name: 'Open cases, by stage' }))
  stages.getByText('7')
  expect(stages.queryByRole('link')).toBeNull()
  for (const table of screen.getAllByRole('table')) expect(within(table).queryByRole('button')).toBeNull()
})
