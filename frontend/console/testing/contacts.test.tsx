import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Call, Case, Party } from '../api/types'
import text from '../en.json'
import { aCase, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const party = (more: Partial<Party>): Party => ({ party: '', name: '', titles: '', phone: '', email: '', email_confirmed: false, address: [], ...more })
const parties = [
  party({ party: 'patient', name: 'Noa Ben-David', phone: '+972 3 555 0101', email: 'noa@example.org' }),
  party({ party: 'physician', name: 'Dr. Noor Haddad', titles: 'MD', phone: '+1 207 555 0199' }),
  party({ party: 'clinic', name: 'Harbor Clinic', phone: '+1 207 555 0110', address: ['1 Harbor Road', 'Portland, ME 04101'], there: 'Asia/Tokyo' }),
]
const call = (more: Partial<Call>): Call => ({ id: 'k1', at: '2026-11-24T15:00:00Z', by: 'Caroline Mbeki', party: 'physician', number: '+1 207 555 0199', came: 'no-answer', with: '', said: '', again: null, corrects: '', wrong: false, ...more })

async function people(c: Case, more: Record<string, unknown> = {}) {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /cases/c1': c, 'GET /reasons': {}, 'GET /cases/c1/candidates': { candidates: [] }, ...more })
  window.history.replaceState(null, '', '/console/case/c1')
  const user = userEvent.setup()
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  await user.click(await screen.findByRole('button', { name: 'People' }))
  return { asked, user, ...page }
}

const calls = (asked: { path: string; body: unknown }[]) => asked.filter(a => a.path.endsWith('record-call')).map(a => a.body as Record<string, unknown>)

// S3: the numbers stand where it says to telephone.
describe('who is reached', () => {
  it('stands on one card, with every number and what is not wanted', async () => {
    const base = aCase()
    const document = { ...base.document!, residence: { country: 'IL', region: '' } }
    document.patient = {
      ...document.patient,
      name: { ...document.patient.name, ideographic: 'נועה בן־דוד', prefix: 'Dr.' },
      identifiers: [{ system: 'Harbor', value: 'HS-104472' }],
      address: { lines: ['14 Herzl Street'], city: 'Haifa', region: '', postal_code: '33121', country: 'IL' },
    }
    const { container } = await people(aCase({ parties, document, tracks: { ...base.tracks!, courtesy_copy: false }, acts: ['record-call'] }))
    const card = within(screen.getByRole('region', { name: 'Patient' }))
    for (const words of ['+972 3 555 0101', 'noa@example.org', 'HS-104472', 'Dr. Noa Ben-David', 'Israel', '14 Herzl Street', 'Haifa, 33121', 'declined: the patient gets none', 'female, 11 Aug 1992']) expect(card.getAllByText(words, { exact: false }).length, words).toBeGreaterThan(0)
    card.getByText('Not confirmed by its owner', { exact: false })
    const clinic = within(screen.getByRole('region', { name: 'Clinic' }))
    clinic.getByText('Portland, ME 04101')
    clinic.getByText(/^\d\d:\d\d, \w{3}$/) // how late it is there
    within(screen.getByRole('region', { name: 'Partner' })).getByText('M-1')
    expect(await axeFindings(container)).toEqual([])
  })

  it('is reached through who acts for the patient', async () => {
    const base = aCase()
    const document = { ...base.document!, patient: { ...base.document!.patient, representative: { name: 'Inés Ben-David', relation: 'parent', authority: 'guardian by order of the court' } } }
    const two = [party({ party: 'patient', name: 'Noa Ben-David' }), party({ party: 'representative', name: 'Inés Ben-David', phone: '+972 3 555 0101' })]
    await people(aCase({ parties: two, document, acts: ['record-call'] }))
    within(screen.getByRole('region', { name: 'Patient' })).getByText('Reached through who acts for the patient')
    const card = within(screen.getByRole('region', { name: 'Who acts for the patient' }))
    card.getByText('guardian by order of the court')
    card.getByText('+972 3 555 0101')
  })

  it('keeps in two presses that nobody answered, and brings it back', async () => {
    const c = aCase({ parties, acts: ['record-call'] })
    const answer = { ...c, calls: [call({ again: '2026-11-27T13:30:00Z' })] }
    const { asked, user } = await people(c, { 'POST /cases/c1/acts/record-call': answer })
    await user.click(screen.getByRole('button', { name: 'Log a call: Dr. Noor Haddad' }))
    await user.click(await screen.findByRole('menuitem', { name: 'No answer, again on the next office day' }))
    await screen.findByText(/^Kept. It comes back 27 Nov 2026/)
    expect(calls(asked)).toHaveLength(1)
    expect(calls(asked)[0]).toMatchObject({ party: 'physician', number: '+1 207 555 0199', came: 'no-answer', when: 'next-day' })
    expect(calls(asked)[0]!.once).toMatch(/^[0-9a-f]{32}$/)
  })

  it('keeps once that nobody answered, though no answer came to the first press', async () => {
    const c = aCase({ parties, acts: ['record-call'] })
    let tries = 0
    const { asked, user } = await people(c, { 'POST /cases/c1/acts/record-call': () => (++tries === 1 ? new Response('{}', { status: 503 }) : c) })
    for (let n = 1; n <= 3; n++) {
      await user.click(screen.getByRole('button', { name: 'Log a call: Dr. Noor Haddad' }))
      await user.click(await screen.findByRole('menuitem', { name: 'No answer, again on the next office day' }))
      await vi.waitFor(() => expect(calls(asked)).toHaveLength(n))
    }
    const [first, again, another] = calls(asked).map(x => x.once)
    expect(again).toBe(first)
    expect(another).not.toBe(first)
  })

  it('keeps what was said, by keys alone, and each party its own words', async () => {
    const c = aCase({ parties, acts: ['record-call'] })
    const { asked, user } = await people(c, { 'POST /cases/c1/acts/record-call': { ...c, calls: [call({ came: 'reached' })] } })
    screen.getByRole('button', { name: 'Log a call: Harbor Clinic' }).focus()
    await user.keyboard('{Enter}')
    const reached = await screen.findByRole('menuitem', { name: 'Reached' })
    reached.focus()
    await user.keyboard('{Enter}')
    const dialog = await screen.findByRole('dialog', { name: 'What came of the call?' })
    await user.type(within(dialog).getByLabelText(/What was said/), 'The slides are in the mail.')
    await user.keyboard('{Escape}')
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await user.click(screen.getByRole('button', { name: 'Log a call: Dr. Noor Haddad' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Reached' }))
    expect((await screen.findByLabelText<HTMLTextAreaElement>(/What was said/)).value).toBe('')
    await user.keyboard('{Escape}')
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await user.click(screen.getByRole('button', { name: 'Log a call: Harbor Clinic' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Reached' }))
    expect((await screen.findByLabelText<HTMLTextAreaElement>(/What was said/)).value).toBe('The slides are in the mail.')
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Log a call' }))
    await vi.waitFor(() => expect(calls(asked)).toHaveLength(1))
    expect(calls(asked)[0]).toMatchObject({ party: 'clinic', number: '+1 207 555 0110', came: 'reached', said: 'The slides are in the mail.' })
  })

  it('lists calls with what came of them; what was wrong stays beside what corrects it', async () => {
    const c = aCase({ parties, acts: ['record-call'], calls: [call({ id: 'k2', came: 'reached', said: 'On Friday.', corrects: 'k1' }), call({ id: 'k1', came: 'reached', said: 'Today.', wrong: true })] })
    const { container } = await people(c)
    screen.getByText('Today.')
    screen.getByText('Corrected by a later entry', { exact: false })
    expect(screen.getAllByRole('button', { name: /^Correct the entry of/ })).toHaveLength(1)
    expect(await axeFindings(container)).toEqual([])
  })

  it('says what was heard last, before anything is opened', async () => {
    const c = aCase({ parties, acts: ['record-call'], calls: [call({ wrong: true }), call({ id: 'k0', came: 'message-left' })] })
    await people(c)
    screen.getByText(/^Message left: Physician, 24 Nov 2026/)
  })

  // S19
  it('is come to past the side column with one key, and its menus have what a menu has', async () => {
    const { user, container } = await people(aCase({ parties, acts: ['record-call', 'hold'] }))
    screen.getByRole('button', { name: 'Skip to the content' }).focus()
    await user.keyboard('{Enter}')
    expect(document.activeElement).toBe(screen.getByRole('main'))
    await user.click(screen.getByRole('button', { name: 'Log a call: Dr. Noor Haddad' }))
    await screen.findByRole('menuitem', { name: 'Reached' })
    expect(await axeFindings(container.ownerDocument.body)).toEqual([])
    await user.keyboard('{Escape}')
    await vi.waitFor(() => expect(screen.queryByRole('menuitem')).toBeNull())
    screen.getByRole('button', { name: 'Log a call: Dr. Noor Haddad' }).focus()
    await user.keyboard('{Enter}')
    await screen.findByRole('menuitem', { name: 'Reached' })
    await user.keyboard('{End}{Enter}')
    const dialog = within(await screen.findByRole('dialog'))
    dialog.getByText('Dr. Noor Haddad (Physician), +1 207 555 0199, Wrong number')
    expect(dialog.queryByLabelText(/What came of it|Who answered/)).toBeNull()
  })
})
