import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import text from '../en.json'
import { aCase, mayBeAsked, fakeService, list, me, opinion, problem } from './fake-service'

plainFields()

beforeEach(() => {
  startText({ console: text, acts })
  window.history.replaceState(null, '', '/console/')
})

function show(path = '/console/') {
  window.history.replaceState(null, '', path)
  return render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
}

describe('signing in', () => {
  it('asks for the password, then for the code, with the keyboard alone', async () => {
    const user = userEvent.setup()
    let inside = false
    const asked = fakeService({
      'GET /me': () => (inside ? me('coordinator') : problem(401, 'unauthenticated', 'You are not signed in.')),
      'POST /session': { step: 'code' },
      'POST /session/code': () => {
        inside = true
        return me('coordinator')
      },
      'GET /cases': list,
    })
    const { container } = show()
    await screen.findByLabelText('E-mail')
    expect(await axeFindings(container)).toEqual([])
    await user.keyboard('caroline@example.org{Tab}Secret-word-1{Enter}')
    await screen.findByLabelText('One-time code')
    await user.keyboard('123 456{Enter}')
    await screen.findByRole('grid', { name: 'Cases by whose turn it is' })
    expect(asked.find(a => a.path === '/session')?.body).toEqual({ email: 'caroline@example.org', password: 'Secret-word-1' })
    expect(asked.find(a => a.path === '/session/code')?.body).toEqual({ code: '123456' })
    expect(document.title).not.toContain('Ben-David')
  })

  it('says what is wrong and keeps the form', async () => {
    const user = userEvent.setup()
    fakeService({
      'GET /me': () => problem(401, 'unauthenticated', 'You are not signed in.'),
      'POST /session': () => problem(401, 'unauthenticated', 'E-mail and password do not belong together. Nothing is locked for good. Check Caps Lock and try again.'),
    })
    show()
    await user.type(await screen.findByLabelText('E-mail'), 'caroline@example.org')
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}')
    expect(await screen.findByRole('alert')).toHaveProperty('textContent', expect.stringContaining('do not belong together'))
  })
})

describe('the work list', () => {
  it('puts what is late first and opens a row by keys', async () => {
    const user = userEvent.setup()
    fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /cases/c2': aCase({ id: 'c2' }), 'GET /cases/c2/candidates': mayBeAsked() })
    const { container } = show()
    const grid = await screen.findByRole('grid')
    expect(await axeFindings(container)).toEqual([])
    const heads = screen.getAllByRole('rowheader').map(h => h.textContent)
    expect(heads[0]).toContain('Late or critical')
    expect(screen.getByRole('alert').textContent).toContain('Telephone Dr. Min-jun Seo now')
    expect(screen.getByRole('note').textContent).toContain('Demonstration')
    grid.focus()
    await user.keyboard('j{Enter}')
    await waitFor(() => expect(window.location.pathname).toBe('/console/case/c2'))
  })
})

describe('an address that leads nowhere', () => {
  it('says so, and leads to the list', async () => {
    const user = userEvent.setup()
    fakeService({ 'GET /me': me('coordinator'), 'GET /cases': list })
    const { container } = show('/console/case/c2/no-such-page')
    await screen.findByRole('heading', { name: 'No such page' })
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Go to the list' }))
    await screen.findByRole('grid')
    expect(window.location.pathname).toMatch(/^\/console\/?$/)
  })
})

describe('times', () => {
  it.each([
    ['America/New_York', '28 Nov 2026, 22:05 EST', '29 Nov 2026'],
    ['Asia/Tokyo', '29 Nov 2026, 12:05 GMT+9', '30 Nov 2026'],
  ])('are read at the office, %s, wherever the page is', async (zone, now, ends) => {
    const due = { what: 'issuing-key', until: '2026-11-29T16:00:00Z', over: false }
    fakeService({ 'GET /me': { ...me('coordinator'), zone, demonstration: false, due: [due] }, 'GET /cases': { ...list, now: '2026-11-29T03:05:00Z' } })
    show()
    await screen.findByText(now)
    expect(screen.getByRole('note').textContent).toContain(ends)
  })
})

describe('what has to be renewed', () => {
  const soon = { what: 'issuing-key', until: '2027-01-05T09:00:00Z', over: false }
  const over = { what: 'issuing-key', until: '2026-11-01T09:00:00Z', over: true }
  it.each([
    ['an administrator', me('admin'), soon, 'note', /ends on .+ run: oso-server admin keys --root FILE/],
    ['a coordinator', me('coordinator'), soon, 'note', /ends on .+ Tell an administrator/],
    ['a coordinator after the end', me('coordinator'), over, 'alert', /ended on 1 Nov 2026: clinics cannot exchange .+ Tell an administrator/],
  ])('is said to %s over every page', async (_, who, due, role, says) => {
    fakeService({ 'GET /me': { ...who, demonstration: false, due: [due, { ...due, what: 'of-a-newer-service' }] }, 'GET /cases': { ...list, rows: [], total: 0 } })
    const { container } = show()
    expect((await screen.findByRole(role)).textContent).toMatch(says)
    expect(await axeFindings(container)).toEqual([])
  })
})

describe('triage', () => {
  it('offers to the one who is asked for, and to nobody whose license lapsed', async () => {
    const user = userEvent.setup()
    const asked = fakeService({
      'GET /me': me('coordinator'),
      'GET /cases': list,
      'GET /cases/c1': aCase(),
      'GET /cases/c1/candidates': mayBeAsked(),
      'GET /reasons': {},
      'POST /cases/c1/acts/offer': aCase({ state: 'offered', acts: [] }),
    })
    const { container } = show('/console/case/c1')
    await screen.findByRole('heading', { name: 'Who should answer?' })
    expect(await axeFindings(container)).toEqual([])
    // Who may not be asked is not in the way, and is said with why on demand.
    expect(screen.queryByRole('radio', { name: /Osei-Hartmann/ })).toBeNull()
    await user.click(screen.getByRole('button', { name: /^Show/ }))
    expect(screen.getByRole('radio', { name: /Osei-Hartmann/ })).toHaveProperty('disabled', true)
    await user.click(screen.getByRole('button', { name: /Offer to Prof. Chidinma Eze-Whitfield/ }))
    await waitFor(() => expect(asked.find(a => a.method === 'POST')?.body).toEqual({ seq: 7, person: 'p1', note: '' }))
  })
})

describe('writing', () => {
  const answers = (save: (body: unknown) => unknown) => ({
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft', 'ask-question'] }),
    'GET /cases/c1/opinion': opinion(),
    'PUT /cases/c1/opinion': save,
  })

  it('saves what is typed by itself over the version that was read', async () => {
    const user = userEvent.setup()
    const asked = fakeService(answers(body => opinion({ row_version: 101, content: (body as { content: ReturnType<typeof opinion>['content'] }).content })))
    const { container } = show('/console/case/c1/write')
    const paper = await screen.findByLabelText('Remove the ovaries now, or wait until 40?')
    expect(await axeFindings(container)).toEqual([])
    await user.type(paper, 'Now.')
    await waitFor(() => expect(asked.some(a => a.method === 'PUT')).toBe(true))
    const body = asked.find(a => a.method === 'PUT')?.body as { row_version: number; content: { answers: { text: string }[] } }
    expect(body.row_version).toBe(100)
    expect(body.content.answers[0]?.text).toBe('Now.')
    await screen.findByText(/^Saved/)
  })

  it('keeps what is typed when another window was faster', async () => {
    const user = userEvent.setup()
    fakeService(answers(() => problem(409, 'conflict', 'This draft was saved from another window in the meantime.')))
    show('/console/case/c1/write')
    await user.type(await screen.findByLabelText('Remove the ovaries now, or wait until 40?'), 'Wait.')
    await screen.findByText(/What you typed is still here/)
    expect(screen.getByLabelText('Remove the ovaries now, or wait until 40?')).toHaveProperty('value', 'Wait.')
  })
})

describe('the files of a study', () => {
  const image = {
    id: 'r1', name: 'I1', media_type: 'application/dicom', bytes: 1, sha256: '', modality: 'CT', study: 'CT chest', study_uid: '1.2', series: 'axial', series_uid: '1.2.3', date: '2026-11-02', accession_number: '', referring_physician: '', kept: '', parts: 0, unlisted: false,
  }
  it.each([true, false])('can be saved by who may: %s', async takes_study => {
    const user = userEvent.setup()
    fakeService({
      'GET /me': me('specialist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'], records: [image, { ...image, id: 'r2', name: 'I2', unlisted: true }, { ...image, id: 'r3', name: 'I3', study_uid: '1.9', unlisted: true }], takes_study }),
      'GET /cases/c1/opinion': opinion(),
    })
    show('/console/case/c1/write')
    await user.click((await screen.findAllByRole('button', { name: /CT chest/ }))[0] as HTMLElement)
    await screen.findByRole('link', { name: 'Look at the images' })
    expect(screen.queryAllByText(/One of its files has no entry in the directory/)).toHaveLength(takes_study ? 1 : 0)
    expect(screen.queryByRole('link', { name: /own workstation/ })?.getAttribute('href')).toBe(takes_study ? '/console/api/cases/c1/records/r1/study.zip' : undefined)
  })
})

describe('a case without what is clinical', () => {
  it('tells who bills it which reviews were added', async () => {
    fakeService({
      'GET /me': me('billing'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ roles: ['billing'], document: null, patient: null, add_ons: ['imaging-review'], payer: { kind: 'partner', partner: 'Acme Benefits', member: '123' }, acts: [] }),
    })
    show('/console/case/c1')
    await screen.findByText('Add-ons done')
    screen.getByText('Imaging review')
  })
})

describe('a case of images alone', () => {
  it('leads the radiologist who wrote the letter to it, not to a report', async () => {
    fakeService({
      'GET /me': me('radiologist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'approval', roles: ['radiologist'], kind: 'imaging', specialist: { id: 'me', name: 'Caroline Mbeki' }, acts: [] }),
      'GET /cases/c1/opinion': opinion(),
    })
    show('/console/case/c1')
    await waitFor(() => expect(window.location.pathname).toBe('/console/case/c1/write'))
  })
})
