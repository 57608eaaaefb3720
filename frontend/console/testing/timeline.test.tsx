import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Case, Timeline, TimelineEntry } from '../api/types'
import text from '../en.json'
import { aCase, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const entry = (more: Partial<TimelineEntry>): TimelineEntry => ({ id: '1', at: '2026-11-24T15:00:00Z', kind: 'case', event: 'hold', actor: 'Caroline Mbeki', role: 'coordinator', from: 'triage', to: 'on-hold', reason: 'patient-asked', note: '', whom: '', text: '', state: '', channel: '', ...more })
const page = (entries: TimelineEntry[], more: Partial<Timeline> = {}): Timeline => ({ from: 0, total: entries.length, entries, kinds: [{ kind: 'case', count: 1 }, { kind: 'calls', count: 1 }, { kind: 'notices', count: 1 }], ...more })

function show(c: Case, more: Record<string, unknown>) {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /cases/c1': c, 'GET /reasons': {}, 'GET /cases/c1/candidates': { candidates: [] }, ...more })
  window.history.replaceState(null, '', '/console/case/c1')
  return {
    asked,
    ...render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    ),
  }
}

describe('the history', () => {
  it('says whom, what was said, which mail, and shows one kind alone', async () => {
    const user = userEvent.setup()
    const all = [
      entry({ id: 'n', kind: 'notices', event: 'on-hold', actor: '', role: 'physician', from: '', to: '', reason: '', whom: 'Dr. Noor Haddad', state: 'failed', channel: 'mail' }),
      entry({ id: 'm', kind: 'notices', event: 'overread-assigned', actor: '', role: 'specialist', from: '', to: '', reason: '', whom: 'Dr. Tamsin Bell', state: 'sent', channel: 'mail' }),
      entry({ id: '3', kind: 'calls', event: 'record-call', from: 'triage', to: 'triage', reason: 'no-answer', whom: 'clinic', text: 'The line is dead.' }),
      entry({ id: '2', kind: 'specialist', event: 'decline-offer', actor: 'Dr. Osei', role: 'specialist', reason: 'no-time', whom: 'Dr. Osei', from: 'offered', to: 'triage' }),
      entry({ note: 'Until May.' }),
    ]
    const { container } = show(aCase(), { 'GET /cases/c1/timeline?from=0': page(all), 'GET /cases/c1/timeline?from=0&kind=calls': page([all[2]!]) })
    await user.click(await screen.findByRole('button', { name: 'History' }))
    await screen.findByText('Notice to physician, Dr. Noor Haddad')
    screen.getByText('the mail was refused')
    screen.getByText('Notice to Dr. Tamsin Bell') // a radiologist, to whom the mails for specialists go
    screen.getByText('The line is dead.')
    screen.getByText('Dr. Osei, specialist: No time')
    screen.getByText('Caroline Mbeki, coordinator: The patient asked. Until May.')
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByLabelText('Show'))
    await user.click(await screen.findByRole('option', { name: 'Calls (1)' }))
    await screen.findByText('The line is dead.')
    expect(screen.queryByText('Notice to physician, Dr. Noor Haddad')).toBeNull()
  })

  it('comes page by page, each entry once', async () => {
    const user = userEvent.setup()
    const first = page([entry({ id: '3' }), entry({ id: '2', event: 'resume' })], { total: 3 })
    const second = page([entry({ id: '2', event: 'resume' }), entry({ id: '1', event: 'assign' })], { from: 2, total: 4 })
    show(aCase(), { 'GET /cases/c1/timeline?from=0': first, 'GET /cases/c1/timeline?from=2': second })
    await user.click(await screen.findByRole('button', { name: 'History' }))
    await user.click(await screen.findByRole('button', { name: 'Show earlier' }))
    await screen.findByText('Given to a coordinator')
    expect(within(screen.getByRole('region', { name: 'History' })).getAllByRole('listitem')).toHaveLength(3)
  })

  // S15
  it('says above everything why a case stands, who said so and when', async () => {
    const stopped = { event: 'hold', reason: 'patient-asked', note: 'Until the holidays are over.', by: 'Caroline Mbeki', role: 'coordinator', at: '2026-11-24T15:00:00Z' }
    const { container } = show(aCase({ state: 'on-hold', stopped, acts: ['resume'] }), {})
    await screen.findByText('Put on hold: The patient asked.')
    screen.getByText(/^Until the holidays are over. Caroline Mbeki, coordinator, 24 Nov 2026/)
    expect(screen.getAllByRole('button', { name: 'Resume' }).length).toBeGreaterThan(0)
    expect(await axeFindings(container)).toEqual([])
  })

  // S15
  it('asks whose case it is before one is given back, and says what ends', async () => {
    const user = userEvent.setup()
    show(aCase({ acts: ['cannot-answer'] }), { 'GET /reasons': { 'cannot-answer': ['no-specialist'] } })
    await user.click(await screen.findByRole('button', { name: 'More acts' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Give back unanswered' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Give the case back?' }))
    dialog.getByText(/without an opinion, and cannot be opened again/)
    dialog.getByLabelText(/family name/)
  })
})
