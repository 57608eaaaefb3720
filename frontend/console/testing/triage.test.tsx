import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { axeFindings } from '@shared/testing/axe'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Candidate } from '../api/types'
import text from '../en.json'
import { aCase, candidates, desk, fakeService, list, mayBeAsked, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const one = candidates[0] as Candidate
const person = (id: string, name: string, more: Partial<Candidate>): Candidate => ({ ...one, id, name, reasons: [], ...more })

const people: Candidate[] = [
  person('a', 'Dr. Ana Castellanos', { reasons: ['asked-for', 'specialty-fits', 'answered-such'], fits: [{ specialty: 'Medical oncology', word: 'cancer', place: 'diagnosis', questions: [1, 3], for_age: false }], such: 7, days: 5, capacity: 4 }),
  person('b', 'Dr. Bram Oduya', { reasons: ['specialty-fits'], fits: [{ specialty: 'Thoracic surgery', word: 'lobectom', place: 'question', questions: [2], for_age: false }] }),
  person('c', 'Dr. Chloe Varga', { group: 'limits', reasons: ['specialty-fits', 'away-soon', 'full', 'ends-before'], away_next: { id: 'x', from: '2026-12-01', until: '2026-12-09', deputy: null }, capacity: 3, through: '2026-12-02' }),
  person('d', 'Dr. Dov Lindgren', { group: 'before', reasons: ['declined-before'], before: { state: 'declined', reason: 'outside-specialty', at: '2026-11-23T10:00:00Z' } }),
  person('e', 'Dr. Esi Marchetti', { group: 'other', reasons: ['no-fit'], specialties: ['Neurology'] }),
]

function show(answers: Record<string, unknown> = {}) {
  const asked = fakeService({
    'GET /me': me('coordinator'), 'GET /desk': desk, 'GET /cases': list, 'GET /reasons': {}, 'GET /cases/c1': aCase(),
    'GET /cases/c1/candidates': mayBeAsked(people, { suggested: 'a', backup: 'b' }),
    'POST /cases/c1/acts/offer': aCase({ state: 'offered', acts: [] }), ...answers,
  })
  window.history.replaceState(null, '', '/console/case/c1')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { user: userEvent.setup(), container, offered: () => asked.filter(a => a.method === 'POST').map(a => a.body) }
}

// S12
describe('who should answer', () => {
  it('says of each why and why not, in groups', async () => {
    const { user, container } = show()
    await screen.findByText('2 of 5 fit and are free')
    for (const says of [
      'Asked for by the physician', 'Medical oncology: “cancer” in the diagnosis and in questions 1, 3', '7 opinions on such cases in two years', '2 open of 4 at once, usually 5 days',
      'Thoracic surgery: “lobectom” in question 2', 'Away 1 Dec 2026 to 9 Dec 2026', 'Has 3 cases, as many as may be had at once', 'Credentials end on 2 Dec 2026, before the opinion is due',
      'Declined this case on 23 Nov 2026: Outside my specialty',
    ])
      expect(screen.queryByText(says), says).toBeTruthy()
    expect(screen.queryByRole('radio', { name: 'Dr. Esi Marchetti' })).toBeNull()
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Show 1 more, who does not fit' }))
    expect(within(screen.getByRole('group', { name: 'Nothing that is asked names their specialty' })).getByRole('radio', { name: 'Dr. Esi Marchetti' })).toBeTruthy()
    expect(await axeFindings(container)).toEqual([])
  })

  it('offers to the one who is proposed, and names the next', async () => {
    const { user, offered } = show()
    await screen.findByText(/If not: Dr\. Bram Oduya/)
    await user.click(screen.getByRole('button', { name: /Offer to Dr\. Ana Castellanos/ }))
    await waitFor(() => expect(offered()).toEqual([{ seq: 7, person: 'a', backup: 'b', note: '' }]))
  })

  it('offers once where the button is pressed twice', async () => {
    const { user, offered } = show()
    await user.dblClick(await screen.findByRole('button', { name: /Offer to/ }))
    await waitFor(() => expect(offered()).toHaveLength(1))
  })

  it('never offers by a letter or Enter in the list', async () => {
    const { user, offered } = show()
    const b = await screen.findByRole('radio', { name: 'Dr. Bram Oduya' })
    await user.click(b)
    await user.keyboard('{Enter}o')
    expect(offered()).toEqual([])
    expect(document.activeElement?.textContent).toMatch(/^Offer to Dr\. Bram Oduya/)
    await screen.findByText(/If not: Dr\. Ana Castellanos/)
    await user.keyboard('{Enter}')
    await waitFor(() => expect(offered()).toEqual([{ seq: 7, person: 'b', backup: 'a', note: '' }]))
  })

  it('lets nobody be next, or somebody else, but not who declined', async () => {
    const { user, offered } = show()
    await user.click(await screen.findByRole('button', { name: 'Read the synopsis' }))
    await user.click((await screen.findAllByLabelText(/Who is asked next/))[0] as HTMLElement)
    expect(screen.queryByRole('option', { name: 'Dr. Dov Lindgren' })).toBeNull()
    await user.click(await screen.findByRole('option', { name: /Nobody/ }))
    await user.click(screen.getByRole('button', { name: 'Close' }))
    await screen.findByText(/Nobody is asked next/)
    await user.click(screen.getByRole('button', { name: /Offer to/ }))
    await waitFor(() => expect(offered()).toEqual([{ seq: 7, person: 'a', note: '' }]))
  })

  it('proposes nobody where nobody who fits is free, and says what to do', async () => {
    const { user, offered } = show({ 'GET /cases/c1/candidates': mayBeAsked(people.slice(3)) })
    await screen.findByText('Nothing that is asked names the specialty of anybody who may be asked, so nobody is proposed.')
    expect(screen.getAllByRole('radio').filter(r => (r as HTMLInputElement).checked)).toEqual([])
    await user.click(screen.getByRole('button', { name: /^Offer/ }))
    expect((await screen.findByRole('alert')).textContent).toBe('Choose who is asked.')
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'Dr. Dov Lindgren' }))
    expect(offered()).toEqual([])
  })

  it('shows what reviews the place allows, by which rule and at what price, and asks who agreed', async () => {
    const c = aCase({
      acts: ['offer', 'order-overread'],
      reviews: [
        { kind: 'imaging', state: 'none', closed: 'Images of people living in New Hampshire cannot be reviewed by the service.', source: 'R14', estimated: false, cents: 30000, currency: 'USD' },
        { kind: 'pathology', state: 'none', closed: '', source: '', estimated: false, cents: 35000, currency: 'USD' },
      ],
    })
    const { user, container, offered } = show({ 'GET /cases/c1': c, 'POST /cases/c1/acts/order-overread': c })
    await screen.findByText(/Images of people living in New Hampshire cannot be reviewed by the service\. Source: R14\./)
    await screen.findByText(/Not ordered\. Adds 350 USD to the estimate/)
    expect(screen.getAllByRole('button', { name: 'Order' })).toHaveLength(1)
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Order' }))
    await user.type(await screen.findByLabelText(/Who agreed to the added price/), 'Ms. Ng')
    await user.click(screen.getByRole('button', { name: 'Order a review' }))
    await waitFor(() => expect(offered()).toEqual([{ seq: 7, kind: 'pathology', note: 'Ms. Ng' }]))
  })

  it('asks what was looked up where the rules leave the place open', async () => {
    const c = aCase({ acts: ['offer', 'decide-location'], tracks: { ...aCase().tracks!, location: 'check' } })
    const { user, offered } = show({ 'GET /cases/c1': c, 'GET /reasons': { 'decide-location': ['counsel-asked', 'rule-found'] }, 'POST /cases/c1/acts/decide-location': c })
    await user.click(await screen.findByRole('button', { name: 'Say what was looked up' }))
    await user.click(await screen.findByRole('button', { name: 'Location may go on' }))
    expect(offered()).toEqual([])
    await screen.findByText(/Say which rule you looked up/)
  })
})
