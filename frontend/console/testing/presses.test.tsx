import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Case } from '../api/types'
import text from '../en.json'
import { aCase, mayBeAsked, desk, fakeService, list, me } from './fake-service'

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

  it('a case in triage is offered by 2 presses', async () => {
    const p = begin(aCase(), { offer: { state: 'offered', acts: ['cancel-offer'], next: '' } })
    await p.press('row', /Ben-David/)
    await p.press('button', /^Offer to/)
    await screen.findAllByText('Offered')
    expect(p.done()).toEqual(['offer'])
    expect(p.presses()).toBeLessThanOrEqual(2)
  })
})
