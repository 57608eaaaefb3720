import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { CaseList, Row } from '../api/types'
import text from '../en.json'
import { aCase, desk, fakeService, list, me, mayBeAsked } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const [first, second] = list.rows as [Row, Row]
const noa = { ...first, next: 'offer' }
const jiwoo = { ...second, critical: false, telephone: '' }
const two: CaseList = { ...list, rows: [jiwoo, noa] }

function show(answers: Record<string, unknown>, path = '') {
  const asked = fakeService({ 'GET /me': me('coordinator'), 'GET /desk': desk, 'GET /cases': two, 'POST /cases/search': two, 'GET /cases/c1': aCase(), 'GET /cases/c1/candidates': mayBeAsked([]), 'GET /reasons': {}, ...answers })
  window.history.replaceState(null, '', `/console/${path}`)
  return {
    asked,
    user: userEvent.setup(),
    ...render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    ),
  }
}
const rowOf = (name: RegExp) => screen.getByRole('row', { name })
const searches = (asked: { path: string; body: unknown }[]) => asked.filter(a => a.path === '/cases/search').map(a => a.body)

describe('the work list', () => {
  it('is filtered by what stands in the address, and by nothing of a patient there', async () => {
    const { asked, user, container } = show({}, '?owner=mine&emergent=1')
    await screen.findByText('This is no emergency service. Whoever may be in danger now calls the local emergency number.')
    expect(searches(asked).at(-1)).toMatchObject({ owner: 'mine', emergent: true, text: '' })
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Partner: all' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Acme Benefits', hidden: true }))
    await waitFor(() => expect(window.location.search).toBe('?owner=mine&partner=acme&emergent=1'))
    await user.type(screen.getByRole('searchbox'), 'Ben-David')
    await waitFor(() => expect(searches(asked).at(-1)).toMatchObject({ partner: 'acme', text: 'Ben-David' }))
    expect(window.location.href).not.toContain('Ben-David')
  })

  it('is worked by keys: several are chosen and taken, or given with a note', async () => {
    const answer = { done: 1, refused: [{ case: 'c1', says: 'A reason.' }] }
    const { asked, user } = show({ 'POST /desk/assign': () => answer })
    await screen.findByRole('row', { name: /Ben-David/ })
    expect(document.activeElement).toBe(screen.getByRole('grid'))
    await user.keyboard('jxjx')
    within(screen.getByRole('toolbar', { name: '2 cases chosen' })).getByText('2 cases chosen')
    await user.keyboard('g')
    const dialog = await screen.findByRole('dialog', { name: 'Give 2 cases to a coordinator' })
    await user.click(await within(dialog).findByRole('textbox', { name: /To whom/ }))
    await user.click(await screen.findByRole('option', { name: 'Ottilie Brandvold', hidden: true }))
    await user.type(within(dialog).getByRole('textbox', { name: /What the other should know/ }), 'Back on Monday.')
    await user.click(within(dialog).getByRole('button', { name: 'Give' }))
    // What was refused is said, with its reason, and by its number.
    await within(dialog).findByText(/4416 870 332: A reason/)
    expect(asked.find(a => a.path === '/desk/assign')?.body).toEqual({ cases: [{ id: 'c2', seq: 3 }, { id: 'c1', seq: 7 }], person: 'b', note: 'Back on Monday.' })
    await user.click(within(dialog).getByRole('button', { name: 'Close' }))
    await user.keyboard('?')
    await screen.findByRole('dialog', { name: 'Keys of the list' })
  })

  // S18
  it('is where it was when a case was opened and left again', async () => {
    const { asked, user } = show({}, 'stage/triage?owner=none')
    await screen.findByRole('row', { name: /Ben-David/ })
    await user.type(screen.getByRole('searchbox'), 'noa')
    await waitFor(() => expect(searches(asked).at(-1)).toMatchObject({ stage: 'triage', owner: 'none', text: 'noa' }))
    await user.keyboard('{Enter}jj{Enter}')
    await screen.findByRole('heading', { name: /Ben-David/ })
    await user.click(screen.getByRole('button', { name: 'Back' }))
    await screen.findByRole('grid')
    expect(window.location.pathname + window.location.search).toBe('/console/stage/triage?owner=none')
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('noa')
    expect(rowOf(/Ben-David/).getAttribute('aria-selected')).toBe('true')
    expect(document.activeElement).toBe(screen.getByRole('grid'))
  })

  it('does not move a row under the pointer, and says what has changed', async () => {
    let now = two
    const { user } = show({ 'GET /cases': () => now, 'POST /desk/assign': { done: 1, refused: [] } })
    await screen.findByRole('row', { name: /Ben-David/ })
    const names = () => screen.getAllByRole('row').map(r => r.getAttribute('aria-label') ?? '').filter(Boolean)
    const before = names()
    await user.hover(rowOf(/Ben-David/))
    const other = { ...noa, id: 'c3', reference: '4400000003', patient: { name: 'Aroha Tamati', surname: '', native: '', sex: 'female', birth_date: '1980-01-01' } }
    now = { ...two, rows: [{ ...noa, turn: 'late' as const }, other], total: 2 }
    screen.getByRole('grid').focus()
    await user.keyboard('jjt') // something makes the list be read again
    await screen.findByText('3 rows have changed: R shows them')
    expect(names()).toEqual(before)
    await user.keyboard('r')
    await screen.findByRole('row', { name: /Tamati/ })
    expect(screen.queryByRole('row', { name: /Ji-woo/ })).toBeNull()
  })

  // S4
  it('says of a case on hold that its clock runs on, and of an emergent one that it is', async () => {
    show({ 'GET /cases': { ...two, rows: [{ ...noa, state: 'on-hold', next: '', turn: 'us' }, { ...jiwoo, emergent: true }] } })
    await screen.findByText('On hold; the clock runs on')
    within(rowOf(/Ji-woo Han, Emergent/)).getByText('Emergent:')
  })

  it('says whose a case is and who stands in', async () => {
    show({ 'GET /cases': { ...two, rows: [{ ...noa, owner: { id: 'b', name: 'Ottilie Brandvold' }, deputy: { id: 'me', name: 'Caroline Mbeki' } }] } })
    await screen.findByText('Mbeki for Brandvold')
  })

  it('saves a list under a name', async () => {
    const { asked, user } = show({ 'PUT /desk/views': { ...desk, views: [{ id: 'v1', name: 'Acme late', role: '', stage: '', turn: 'late', owner: '', partner: 'acme', emergent: false, what: '' }] } }, '?turn=late&partner=acme')
    await screen.findByRole('grid')
    await user.click(await screen.findByRole('button', { name: 'Lists' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Save this list', hidden: true }))
    await user.type(await screen.findByRole('textbox', { name: /Name of the list/ }), 'Acme late')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(asked.find(a => a.path === '/desk/views')?.body).toEqual({ role: '', stage: '', turn: 'late', owner: '', partner: 'acme', emergent: false, what: '', name: 'Acme late' }))
    await user.click(screen.getByRole('button', { name: 'Lists' }))
    expect((await screen.findByRole('menuitem', { name: 'Acme late', hidden: true })).getAttribute('href')).toBe('/console?turn=late&partner=acme')
  })

  it('has nobody of the desk choose in a specialist’s', async () => {
    show({ 'GET /me': me('specialist'), 'GET /desk': { ...desk, coordinators: [], partners: [] } })
    await screen.findByRole('row', { name: /Ben-David/ })
    expect(screen.queryByRole('button', { name: /^Choose/ })).toBeNull()
    expect(screen.queryByRole('button', { name: /^Whose/ })).toBeNull()
  })
})
