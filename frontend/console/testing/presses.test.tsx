import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Case, Material } from '../api/types'
import text from '../en.json'
import { aCase, aRecord, mayBeAsked, desk, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

/** A page over a service that does each act, and a person whose every press is counted. */
function begin(c: Case, after: Record<string, Partial<Case>>) {
  let now = c
  const does = Object.fromEntries(
    Object.entries(after).map(([act, next]) => [
      `POST /cases/c1/acts/${act}`,
      () => {
        now = { ...now, ...next }
        return now
      },
    ]),
  )
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /desk': desk, 'GET /cases': list, 'GET /reasons': {}, 'GET /cases/c1': () => now, 'GET /cases/c1/candidates': mayBeAsked(), ...does })
  window.history.replaceState(null, '', '/console/')
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  const user = userEvent.setup()
  let presses = 0
  const press = async (role: string, name: RegExp) => {
    presses++
    await user.click(await screen.findByRole(role, { name }))
  }
  return { press, presses: () => presses, done: () => asked.filter(a => a.method === 'POST').map(a => a.path.split('/').at(-1)) }
}

describe('from the work list', () => {
  it('a case that is all here is found complete by 4 presses', async () => {
    const intake = aCase({
      state: 'intake-review',
      clock: null,
      acts: ['check-agreement', 'set-estimate'],
      next: 'check-agreement',
      tracks: { ...aCase().tracks!, agreement: 'attested', location: 'allowed', billing: 'none' },
      estimate: null,
    })
    const p = begin(intake, {
      'check-agreement': { acts: ['set-estimate'], next: 'set-estimate', tracks: { ...intake.tracks!, agreement: 'checked' } },
      'set-estimate': { acts: ['find-complete'], next: 'find-complete', tracks: { ...intake.tracks!, agreement: 'checked', billing: 'accepted' }, estimate: aCase().estimate },
      'find-complete': { state: 'triage', acts: ['offer'], next: 'offer' },
    })
    await p.press('row', /Ben-David/)
    await p.press('button', /^In order$/)
    await p.press('button', /^Make the estimate$/)
    await p.press('button', /^Find complete$/)
    await screen.findAllByText('Who should answer?')
    expect(p.done()).toEqual(['check-agreement', 'set-estimate', 'find-complete'])
    expect(p.presses()).toBeLessThanOrEqual(4)
  })

  it('a case whose records came by the inbox is found complete by 4 presses', async () => {
    const pathology: Material = { id: 'm1', kind: 'pathology', description: 'Pathology report', channel: 'fax', physical: false, state: 'arrived', reason: '', note: '', arrived_at: '2026-11-24T15:31:00Z', returned_at: null, received_by: 'Caroline Mbeki', things: [] }
    const came = { item: 'i1', channel: 'fax' as const, arrived_at: '2026-11-24T15:31:00Z', filed_at: '2026-11-24T16:02:00Z', filed_by: 'Caroline Mbeki', material: 'm1', kind: 'pathology', date: '2026-10-30', foreign: true }
    const said = { state: 'here', record: 'r2', of: 'translator', whom: '', note: '', due: null, said_by: 'Caroline Mbeki', said_at: '2026-11-24T16:05:00Z', joined_by: 'Caroline Mbeki', joined_at: '2026-11-25T16:05:00Z' }
    const intake = aCase({
      state: 'intake-review',
      clock: null,
      acts: ['check-agreement', 'set-estimate', 'record-material', 'find-deficient', 'ask-translation', 'tie-records'],
      next: 'check-agreement',
      tracks: { ...aCase().tracks!, agreement: 'attested', location: 'allowed', billing: 'none' },
      estimate: null,
      materials: [pathology],
      records: [aRecord({ id: 'r1', name: 'informe.pdf', origin: came, material: 'm1', translation: said }), aRecord({ id: 'r2', name: 'report.pdf', origin: { ...came, item: 'i2', foreign: false }, translates: 'r1' })],
    })
    const p = begin(intake, {
      'check-agreement': { acts: ['set-estimate'], next: 'set-estimate', tracks: { ...intake.tracks!, agreement: 'checked' } },
      'set-estimate': { acts: ['find-complete'], next: 'find-complete', tracks: { ...intake.tracks!, agreement: 'checked', billing: 'accepted' }, estimate: aCase().estimate },
      'find-complete': { state: 'triage', acts: ['offer'], next: 'offer' },
    })
    await p.press('row', /Ben-David/)
    // What was declared stands beside what came of it, with its translation.
    await screen.findByText(/, Pathology, 30 Oct 2026/)
    await screen.findByText(/its translation is report\.pdf/)
    await p.press('button', /^In order$/)
    await p.press('button', /^Make the estimate$/)
    await p.press('button', /^Find complete$/)
    await screen.findAllByText('Who should answer?')
    expect(p.done()).toEqual(['check-agreement', 'set-estimate', 'find-complete'])
    expect(p.presses()).toBeLessThanOrEqual(4)
  })

  it('a case in triage is offered by 2 presses', async () => {
    const p = begin(aCase(), { offer: { state: 'offered', acts: ['cancel-offer'], next: '' } })
    await p.press('row', /Ben-David/)
    await p.press('button', /^Offer to/)
    await screen.findAllByText('Offered')
    expect(p.done()).toEqual(['offer'])
    expect(p.presses()).toBeLessThanOrEqual(2)
  })
})
