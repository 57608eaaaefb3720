import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { AuditPage, AuditRow, Verified } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const row = (more: Partial<AuditRow>): AuditRow => ({ at: '2026-11-24T15:00:00Z', chain: 'system', seq: 1, case: null, actor: { id: 'b', name: 'Odile Brandt' }, role: 'admin', device: '', event: 'sign-in', from: '', to: '', reason: '', why: '', sha256: 'a', ...more })
const page = (more: Partial<AuditPage>): AuditPage => ({ kinds: ['saw'], case: null, rows: [], next: '', ...more })
const verified = (more: Partial<Verified> = {}): Verified => ({ at: '2026-11-24T15:00:00Z', took: 1200, chains: 3, rows: 1234, signed_days: 20, broken: [], ...more })

it('finds what was done on a case, goes on to older entries, and says where a chain is broken', async () => {
  const user = userEvent.setup()
  let broken = false
  const asked = fakeService({
    'GET /me': me('admin'),
    'GET /cases': list,
    'GET /accounts': { people: [], partners: [], two: [] },
    'POST /audit/search': (body: { case: string; after: string }) =>
      body.after
        ? page({ rows: [row({ seq: 1, event: 'role-given:approver', why: 'Begins on Monday' })] })
        : body.case
          ? page({ case: { id: 'c1', reference: body.case }, rows: [row({ chain: 'c1', event: 'open-study', case: { id: 'c1', reference: body.case } })] })
          : page({ rows: [row({ seq: 5, event: 'break-glass', reason: 'nobody-reached' }), row({ seq: 4, event: 'purge:proposed' }), row({ seq: 3, event: 'approval-checks:in-force' }), row({ seq: 2 })], next: 'older' }),
    'POST /audit/verify': () => (broken ? verified({ broken: [{ chain: 'c1', case: { id: 'c1', reference: '4416870332' }, seq: 3, what: 'The audit was changed from outside.' }] }) : verified()),
  })
  window.history.replaceState(null, '', '/console/audit')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  await screen.findByText('Signed in')
  screen.getByText('Erasing what is due: proposed')
  screen.getByText('Checks before release: put in force')
  screen.getByText('Nobody who has the case is reached')
  expect(screen.queryByText(/^Erased/)).toBeNull() // of what was only proposed
  await user.click(screen.getByRole('button', { name: 'Show older ones' }))
  await screen.findByText('Became approver')
  expect(screen.getByText('Begins on Monday')).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
  await user.type(screen.getByLabelText('Reference number'), '44168')
  await user.keyboard('{Enter}')
  expect(screen.getByText('The reference number has ten digits.')).toBeTruthy()
  await user.type(screen.getByLabelText('Reference number'), '70332{Enter}')
  await screen.findByText('Images of a study opened')
  expect(screen.getByRole('link', { name: 'JSON lines, with hashes' }).getAttribute('href')).toBe('/console/api/audit/export?form=jsonl&case=c1&person=&kind=&from=&until=')
  expect(asked.filter(a => a.path === '/audit/search').at(-1)?.body).toEqual({ case: '4416870332', person: '', kind: '', from: '', until: '', after: '' })
  await user.click(screen.getByRole('button', { name: 'Check the chains' }))
  await screen.findByText('The audit is whole.')
  broken = true
  await user.click(screen.getByRole('button', { name: 'Check the chains' }))
  await screen.findByText('Case 4416 870 332, entry 3')
  await waitFor(() => expect(screen.queryByText('The audit is whole.')).toBeNull())
  expect(await axeFindings(container)).toEqual([])
})
