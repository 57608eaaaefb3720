import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Case, Item, Material } from '../api/types'
import text from '../en.json'
import { aCase, aRecord, mayBeAsked, desk, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

/** A page over a service that does each act, and a person whose every press is counted. */
function begin(c: Case, after: Record<string, Partial<Case>>, more: (move: (next: Partial<Case>) => void) => Record<string, unknown> = () => ({}), path = '/console/') {
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
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /desk': desk, 'GET /cases': list, 'GET /reasons': {}, 'GET /cases/c1': () => now, 'GET /cases/c1/candidates': mayBeAsked(), ...does, ...more(next => (now = { ...now, ...next })) })
  window.history.replaceState(null, '', path)
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

  it('a record that waits in the inbox is filed by 7 presses, and its case found complete by 4', async () => {
    const pathology: Material = { id: 'm1', kind: 'pathology', description: 'Pathology report', channel: 'fax', physical: false, state: 'declared', reason: '', note: '', arrived_at: null, returned_at: null, received_by: '', things: [] }
    const intake = aCase({
      state: 'awaiting-materials',
      clock: null,
      acts: ['check-agreement', 'set-estimate', 'record-material'],
      next: 'check-agreement',
      tracks: { ...aCase().tracks!, agreement: 'attested', location: 'allowed', billing: 'none' },
      estimate: null,
      materials: [pathology],
      records: [],
    })
    const item: Item = {
      ...{ id: 'i1', channel: 'fax', state: 'waiting', name: 'fax-0001.txt', record: 'r1', media_type: 'text/plain', modality: '', kept: '', bytes: 11, pages: 0, again: 0, together: '', arrived_at: '2026-11-24T15:31:00Z' },
      ...{ from: '', subject: '', people: [{ name: 'Noa Ben-David', surname: '', born: '1992-08-11', number: '' }], read: true, foreign: false, remarks: [], date: '', reason: '', note: '', decided_by: '', decided_at: null, case: null },
      ...{ told: false, destroy_at: null, along: [], filed: null, inside: null, parcel: null, post: '', posts: [] },
      suggestions: [{ case: 'c1', reference: '4416870332', state: 'awaiting-materials', patient: { name: 'Noa Ben-David', surname: '', native: '', sex: 'female', birth_date: '1992-08-11' }, clinic: 'Harbor Clinic', why: ['name', 'birth-date'], verdict: 'same', lines: [], takes: true, materials: [pathology] }],
    }
    const came = { item: 'i1', channel: 'fax' as const, arrived_at: '2026-11-24T15:31:00Z', filed_at: '2026-11-24T16:02:00Z', filed_by: 'Caroline Mbeki', material: 'm1', kind: 'pathology', date: '2026-10-30', foreign: false }
    const filed: Partial<Case> = { state: 'intake-review', materials: [{ ...pathology, state: 'arrived', arrived_at: '2026-11-24T16:02:00Z' }], records: [aRecord({ id: 'r1', name: 'fax-0001.txt', origin: came, material: 'm1' })] }
    const nothing = { waiting: [], decided: [], more: 0 }
    const p = begin(
      intake,
      {
        'check-agreement': { acts: ['set-estimate'], next: 'set-estimate', tracks: { ...intake.tracks!, agreement: 'checked' } },
        'set-estimate': { acts: ['find-complete'], next: 'find-complete', tracks: { ...intake.tracks!, agreement: 'checked', billing: 'accepted' }, estimate: aCase().estimate },
        'find-complete': { state: 'triage', acts: ['offer'], next: 'offer' },
      },
      move => ({
        'GET /me': { ...me('coordinator'), inbox: true },
        'GET /inbox': { ...nothing, waiting: [item] },
        'GET /inbox/i1': item,
        'GET /inbox/i1/records/r1/text': { kind: 'plain', title: '', notes: [], blocks: [{ form: 'paragraph', text: 'Pathology' }], inner: [], cut: false, letters: '', guessed: false },
        'POST /inbox/i1/file': () => {
          move(filed)
          return nothing
        },
      }),
      '/console/inbox',
    )
    await p.press('row', /fax-0001/)
    await p.press('radio', /Noa Ben-David/)
    await p.press('checkbox', /^Name/)
    await p.press('checkbox', /^Birth date/)
    await p.press('textbox', /^File it as/)
    await p.press('option', /^Pathology report/)
    await p.press('button', /^File it on this case$/)
    await screen.findByText('Nothing waits in the inbox.')
    const filing = p.presses()
    expect(filing).toBeLessThanOrEqual(7)
    await p.press('link', /^My work list/)
    const list = p.presses()
    await p.press('row', /Ben-David/)
    // What was declared stands beside what came of it.
    await screen.findByText(/, Pathology, 30 Oct 2026/)
    await p.press('button', /^In order$/)
    await p.press('button', /^Make the estimate$/)
    await p.press('button', /^Find complete$/)
    await screen.findAllByText('Who should answer?')
    expect(p.done()).toEqual(['file', 'check-agreement', 'set-estimate', 'find-complete'])
    expect(p.presses() - list).toBeLessThanOrEqual(4)
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
