import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../api/types'
import { App } from '../app'
import acts from '../acts.json'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

function show(path: string) {
  window.history.replaceState(null, '', path)
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return userEvent.setup()
}

const released = opinion({ state: 'released', released_at: '2026-11-24T16:00:00Z', signed_at: '2026-11-24T15:00:00Z', author: { id: 'a', name: 'Dr. Naomi Vasquez-Imamura' }, approver: { id: 'me', name: 'Caroline Mbeki' } })

function service(role: Role) {
  let begun = false
  return fakeService({
    'GET /me': me(role),
    'GET /cases': list,
    'GET /cases/c1': () => aCase({ state: 'released', roles: [role], ...(role === 'approver' ? { document: null, patient: null } : {}), acts: !begun ? ['begin-correction'] : role === 'approver' ? [] : ['sign-revision'] }),
    'GET /cases/c1/opinion': () => (begun && role === 'specialist' ? opinion({ version: 2 }) : released),
    'GET /reasons': { 'begin-correction': ['error', 'new-information'] },
    'POST /cases/c1/acts/begin-correction': () => {
      begun = true
      return aCase({ state: 'released', roles: [role], ...(role === 'approver' ? { document: null, patient: null, acts: [] } : { acts: ['sign-revision'] }) })
    },
  })
}

async function begin(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByRole('button', { name: 'Begin a correction' }))
  const dialog = await screen.findByRole('dialog', { name: 'Begin a correction' })
  await user.click(within(dialog).getByRole('textbox', { name: 'Reason' }))
  await user.click(await screen.findByRole('option', { name: 'An error', hidden: true }))
  await user.type(within(dialog).getByLabelText(/^What changes, and why/), 'The dose is in mg.')
  await user.click(within(dialog).getByRole('button', { name: 'Begin a correction' }))
}

describe('a released letter', () => {
  it('is an approver’s no more, who may begin a correction', async () => {
    const asked = service('approver')
    const user = show('/console/case/c1/letter')
    await begin(user)
    await waitFor(() => expect(asked.find(a => a.method === 'POST')?.body).toEqual({ seq: 7, reason: 'error', change: 'The dose is in mg.' }))
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Begin a correction' })).toBeNull())
  })

  it('becomes a new draft at the author’s desk', async () => {
    service('specialist')
    const user = show('/console/case/c1/write')
    await begin(user)
    await screen.findByLabelText('Remove the ovaries now, or wait until 40?')
  })
})

// S8
describe('a superseded letter', () => {
  it('never reads as the one that stands', async () => {
    fakeService({
      'GET /me': me('specialist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'released', roles: ['specialist'], document: null, acts: [] }),
      'GET /cases/c1/opinion': { ...released, superseded_at: '2026-11-26T12:00:00Z' },
    })
    show('/console/case/c1/write')
    await screen.findByText(/^Superseded on .*2026$/)
    screen.getByText(/no longer stands/)
  })

  it('says nothing where no other version corrects it', async () => {
    service('specialist')
    show('/console/case/c1/write')
    await screen.findByText(/^Approved and released/)
    expect(screen.queryByText(/Superseded/)).toBeNull()
  })
})

describe('the agreement', () => {
  it('is told in words', async () => {
    fakeService({
      'GET /me': me('coordinator'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'intake-review', acts: [], agreement: { version: '1', sha256: 'ab', signer: 'Noa Ben-David', relation: 'self', method: 'attested', attested_by: 'Dr. Noor Haddad', signed_at: '2026-11-20T10:00:00Z', text: 'I agree.', scan: '', under: { date: '2026-11-01', worded: true, newer: '' } } }),
    })
    const user = show('/console/case/c1')
    await user.click(await screen.findByRole('button', { name: 'Read the agreement' }))
    const sheet = await screen.findByRole('dialog', { name: 'The agreement as it was signed' })
    await within(sheet).findByText('On paper, attested at the desk by Dr. Noor Haddad')
    within(sheet).getByText('The patient')
  })
})
