import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Case, Material, Origin, Translation } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { aCase, aRecord, desk, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const origin = (more: Partial<Origin> = {}): Origin => ({ item: 'i1', channel: 'fax', arrived_at: '2026-11-24T15:31:00Z', filed_at: '2026-11-24T16:00:00Z', filed_by: 'Caroline Mbeki', material: '', kind: 'pathology', date: '2026-10', foreign: false, ...more })
const said = (more: Partial<Translation> = {}): Translation => ({ state: 'waiting', record: '', of: 'clinic', whom: '', note: '', due: '2026-12-09T13:30:00Z', said_by: 'Caroline Mbeki', said_at: '2026-11-24T16:00:00Z', joined_by: '', joined_at: null, ...more })
const material = (more: Partial<Material> = {}): Material => ({ id: 'm1', kind: 'pathology', description: 'Pathology report', channel: 'upload', physical: false, state: 'arrived', reason: '', note: '', arrived_at: '2026-11-24T15:31:00Z', returned_at: null, received_by: '', things: [], ...more })
const may = ['record-material', 'find-deficient', 'ask-translation', 'join-translation', 'needs-no-translation', 'tie-records']
const intake = (more: Partial<Case>) => aCase({ state: 'intake-review', clock: null, next: '', acts: may, tracks: { ...aCase().tracks!, materials: 'arriving' }, ...more })

function open(c: Case, after: Record<string, Case> = {}) {
  const asked = fakeService({
    'GET /me': me('coordinator'), 'GET /desk': desk, 'GET /cases': list, 'GET /cases/c1': c,
    'GET /reasons': { 'find-deficient': ['missing', 'illegible', 'not-english', 'wrong-patient', 'other'] },
    'GET /cases/c1/records/r1': '%PDF-', 'GET /cases/c1/records/r2': '%PDF-',
    ...Object.fromEntries(may.map(a => [`POST /cases/c1/acts/${a}`, after[a] ?? c])),
  })
  window.history.replaceState(null, '', '/console/case/c1')
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { ...page, user: userEvent.setup(), sent: () => asked.filter(a => a.method === 'POST').map(a => a.body) }
}

it('asks whether what looks so is in another language, and takes either answer', async () => {
  const { user, sent, container } = open(intake({ records: [aRecord({ name: 'informe.pdf', origin: origin({ foreign: true }) })] }))
  await screen.findByText('1 record may not be in English. Look at it.')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Needs a translation' }))
  const dialog = within(await screen.findByRole('dialog'))
  expect(dialog.getByText('informe.pdf')).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Needs a translation' }))
  expect(dialog.getByText(/^Say by when it is to be here/)).toBeTruthy()
  expect(sent()).toEqual([])
  await user.click(dialog.getByRole('button', { name: 'Not yet' }))
  await user.click(screen.getByRole('button', { name: 'It is in English' }))
  await waitFor(() => expect(sent()).toEqual([{ seq: 7, record: 'r1' }]))
})

it('joins a translation to the record that waits for it', async () => {
  const { user, sent } = open(intake({ records: [aRecord({ name: 'informe.pdf', translation: said({ whom: 'Ward 4' }) }), aRecord({ id: 'r2', name: 'report.pdf' })] }))
  await screen.findByText('1 record waits for its translation')
  expect(screen.getByText(/asked from the clinic \(Ward 4\) by Caroline Mbeki on 24 Nov 2026, to be here on 9 Dec 2026/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Its translation is here' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.click(dialog.getByRole('textbox', { name: 'Its translation' }))
  await user.click(await screen.findByRole('option', { name: /^report\.pdf/ }))
  await user.click(dialog.getByRole('button', { name: 'Its translation is here' }))
  await waitFor(() => expect(sent()).toEqual([{ seq: 7, record: 'r1', translation: 'r2' }]))
})

it('shows what came beside what was declared, by kind and date, and ties by a person’s word', async () => {
  const { user, sent } = open(
    intake({
      materials: [material(), material({ id: 'm2', description: 'CT of June', kind: 'imaging', state: 'declared', arrived_at: null })],
      records: [aRecord({ name: 'scan.pdf', origin: origin(), material: 'm1' }), aRecord({ id: 'r2', name: 'unknown.pdf' })],
    }),
  )
  expect((await screen.findAllByText('scan.pdf')).length).toBeGreaterThan(0)
  expect(screen.getByText(/, Pathology, Oct 2026/)).toBeTruthy()
  const loose = within(screen.getByRole('region', { name: /^Here, and not yet matched/ }))
  expect(loose.getAllByText('unknown.pdf').length).toBeGreaterThan(0)
  await user.click(loose.getByRole('button', { name: 'Say what it is unknown.pdf' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.click(dialog.getByRole('textbox', { name: /^What was declared/ }))
  await user.click(await screen.findByRole('option', { name: 'CT of June' }))
  await user.click(dialog.getByRole('button', { name: 'Say what it is' }))
  await waitFor(() => expect(sent()).toEqual([{ seq: 7, records: 'r2', material: 'm2' }]))
})

it('goes on at the next record with the keys, and ties several at once', async () => {
  const came = (id: string, more = {}) => aRecord({ id, name: `${id}.pdf`, origin: origin(), ...more })
  const materials = [material({ id: 'm2', description: 'CT of June', state: 'declared', arrived_at: null })]
  const rest = intake({ materials, records: [came('r1', { material: 'm2' }), came('r2'), came('r3'), came('r4')] })
  const { user, sent } = open(intake({ materials, records: [came('r1'), came('r2'), came('r3'), came('r4')] }), { 'tie-records': rest })
  const say = async (button: string) => {
    await user.click(await screen.findByRole('button', { name: button }))
    const dialog = within(await screen.findByRole('dialog'))
    await user.click(dialog.getByRole('textbox', { name: /^What was declared/ }))
    await user.click(await screen.findByRole('option', { name: 'CT of June' }))
    await user.click(dialog.getByRole('button', { name: 'Say what it is' }))
  }
  await say('Say what it is r1.pdf')
  await waitFor(() => expect(document.activeElement?.closest('li')?.textContent).toContain('r2.pdf'))
  for (const n of ['r2', 'r4']) await user.click(screen.getByRole('checkbox', { name: new RegExp(`^${n}`) }))
  await say('Say what the 2 ticked are')
  await waitFor(() => expect(sent()[1]).toEqual({ seq: 7, records: 'r2 r4', material: 'm2' }))
})

it('goes on at the next with the keys where one is in English', async () => {
  const foreign = (id: string, more = {}) => aRecord({ id, name: `${id}.pdf`, origin: origin({ foreign: true }), ...more })
  const { user } = open(intake({ records: [foreign('r1'), foreign('r2')] }), { 'needs-no-translation': intake({ records: [foreign('r1', { translation: said({ state: 'none' }) }), foreign('r2')] }) })
  await user.click((await screen.findAllByRole('button', { name: 'It is in English' }))[0]!)
  await waitFor(() => expect(screen.getAllByRole('button', { name: 'It is in English' }).length).toBe(1))
  expect(document.activeElement?.closest('li')?.textContent).toContain('r2.pdf')
})

it('puts all that is missing into one letter at one press', async () => {
  const { user, sent } = open(
    intake({ materials: [material(), material({ id: 'm2', description: 'CT of June', state: 'declared', arrived_at: null }), material({ id: 'm3', description: 'Slides', physical: true, state: 'deficient', reason: 'illegible', note: 'Two are broken', arrived_at: null })] }),
  )
  await user.click(await screen.findByRole('button', { name: 'Ask for all 2 that are missing' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.click(dialog.getByRole('button', { name: 'Ask the clinic for materials' }))
  await waitFor(() => expect(sent()).toEqual([{ seq: 7, items: [{ material: 'm2', code: 'missing' }, { material: 'm3', code: 'illegible', note: 'Two are broken' }] }]))
})
