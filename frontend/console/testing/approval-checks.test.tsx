import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import acts from '../acts.json'
import type { ApprovalChecks, ChecksRequest, ChecksVersion } from '../api/types'
import { App } from '../app'
import words from '../en.json'
import { approval, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: words, acts }))

const now = approval().checks.map(({ code, text }) => ({ code, text }))
const register: ApprovalChecks = { now, in_force: null, proposed: null, confirms: false, past: [], lacked: [] }
const version = (more: Partial<ChecksVersion>): ChecksVersion => ({
  version: 1, state: 'proposed', source: 'Minutes of 3 Nov', proposed_by: { id: 'b', name: 'Ottilie Brandvold' }, proposed_at: '2026-11-24T10:00:00Z', mine: false, decided_by: { id: '', name: '' }, decided_at: null, ended_at: null, checks: now, ...more,
})

function open(first: ApprovalChecks, answers: Record<string, unknown> = {}) {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /approval-checks': first, ...answers })
  window.history.replaceState(null, '', '/console/approval-checks')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, container, user: userEvent.setup() }
}

describe('what an approver ticks', () => {
  it('is changed by a proposal with its source, and says what changes', async () => {
    const { asked, container, user } = open(register, {
      'POST /approval-checks': (body: unknown) => ({ ...register, proposed: version({ checks: (body as ChecksRequest).checks, mine: true }) }),
    })
    await user.click(await screen.findByRole('button', { name: 'Change the list' }))
    await user.click(screen.getByRole('button', { name: 'Remove check 3' }))
    await user.click(screen.getByRole('button', { name: 'Add a check' }))
    await user.type(screen.getByLabelText('Check 3'), 'Every side was compared')
    expect(screen.getByText('Words fit for patient and physician').tagName).toBe('DEL')
    await user.click(screen.getByRole('button', { name: 'Propose this change' }))
    await screen.findByText('Name the source.')
    await user.type(screen.getByLabelText(/^Source/), 'Minutes of 24 Nov')
    await user.click(screen.getByRole('button', { name: 'Propose this change' }))
    const proposal = await screen.findByRole('region', { name: 'A change waits for a second person' })
    within(proposal).getByText(/^You proposed this/)
    expect(await axeFindings(container)).toEqual([])
    expect(asked.find(a => a.method === 'POST')?.body).toEqual({
      over: 0,
      checks: [...now.slice(0, 2), { code: expect.stringMatching(/^c-[0-9a-f]{8}$/) as string, text: 'Every side was compared' }],
      source: 'Minutes of 24 Nov',
    })
  })

  it('is put in force by a second person', async () => {
    const { asked, user } = open(
      { ...register, confirms: true, proposed: version({ checks: [now[1]!, now[0]!, now[2]!] }) },
      { 'POST /approval-checks/confirm': { ...register, now: [now[1], now[0], now[2]], in_force: version({ state: 'in-force', decided_by: { id: 'me', name: 'Caroline Mbeki' }, decided_at: '2026-11-24T11:00:00Z' }) } },
    )
    await screen.findByText(/^The order changes/)
    await user.click(screen.getByRole('button', { name: 'Confirm' }))
    await screen.findByText(/confirmed by Caroline Mbeki/)
    expect(asked.find(a => a.method === 'POST')?.body).toEqual({ version: 1 })
  })
})
