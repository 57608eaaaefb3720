import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it, vi } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { Case, Material, Thing } from '../api/types'
import text from '../en.json'
import { aCase, desk, fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const thing = (number: number, more: Partial<Thing> = {}): Thing => ({
  id: `t${number}`, number, kind: 'slide', marks: `S26-1201 A${number}`, accession: 'S26-1201', place: 'Cabinet 2', received_at: '2026-11-28T17:00:00Z', received_by: 'Ottilie Brandvold',
  returned_at: null, returned_by: '', carrier: '', tracking: '', receipt_at: null, was: [], ...more,
})
const slides: Material = { id: 'm2', kind: 'pathology', description: 'Six slides', channel: 'mail', physical: true, state: 'declared', reason: '', note: '', arrived_at: null, returned_at: null, received_by: '', things: [] }

function open(c: Case, at = '/console/case/c1') {
  const asked = fakeService({
    'GET /me': me('coordinator'), 'GET /desk': desk, 'GET /cases': list, 'GET /reasons': {}, 'GET /cases/c1': c,
    ...Object.fromEntries(['record-material', 'send-things', 'place-things', 'correct-thing'].map(a => [`POST /cases/c1/acts/${a}`, c])),
  })
  window.history.replaceState(null, '', at)
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { user: userEvent.setup(), sent: () => asked.filter(a => a.method === 'POST') }
}

it('writes slides down one by one, a line for each, with who compared what', async () => {
  const { user, sent } = open(aCase({ state: 'intake-review', clock: null, acts: ['record-material'], next: 'record-material', materials: [slides] }))
  await user.click(await screen.findByRole('button', { name: 'It arrived' }))
  const form = within(screen.getByRole('form', { name: 'It arrived: Six slides' }))
  await user.click(form.getByRole('checkbox', { name: /^Name/ }))
  await user.click(form.getByRole('checkbox', { name: /^Reference number/ }))
  expect(form.getByRole<HTMLInputElement>('radio', { name: 'Slide' }).checked).toBe(true)
  await user.type(form.getByLabelText(/^What stands on each/), 'S26-1201 A1{enter}{enter} S26-1201 A2 ')
  await user.type(form.getByLabelText(/^Accession number/), 'S26-1201')
  await user.type(form.getByLabelText(/^Where they lie/), 'Cabinet 2')
  await user.click(form.getByRole('button', { name: 'Record that it arrived' }))
  expect(sent()).toEqual([
    {
      method: 'POST',
      path: '/cases/c1/acts/record-material',
      body: {
        seq: 7, material: 'm2', by: 'name', and: 'reference', place: 'Cabinet 2',
        things: [{ kind: 'slide', marks: 'S26-1201 A1', accession: 'S26-1201' }, { kind: 'slide', marks: 'S26-1201 A2', accession: 'S26-1201' }],
      },
    },
  ])
})

it('keeps what was typed of an arrival while something else is looked at', async () => {
  const { user } = open(aCase({ state: 'intake-review', clock: null, acts: ['record-material'], next: 'record-material', materials: [slides] }))
  await user.click(await screen.findByRole('button', { name: 'It arrived' }))
  await user.type(screen.getByLabelText(/^What stands on each/), 'S26-1201 A1')
  await user.click(screen.getByRole('checkbox', { name: /^Name/ }))
  await user.click(screen.getByRole('button', { name: 'It arrived' }))
  expect(screen.queryByLabelText(/^What stands on each/)).toBeNull()
  await user.click(screen.getByRole('button', { name: 'It arrived' }))
  expect(screen.getByLabelText<HTMLTextAreaElement>(/^What stands on each/).value).toBe('S26-1201 A1')
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^Name/ }).checked).toBe(true)
})

const here = aCase({
  state: 'in-review',
  acts: ['send-things', 'place-things', 'confirm-things', 'correct-thing'],
  materials: [{ ...slides, state: 'arrived', arrived_at: '2026-11-28T17:00:00Z', received_by: 'Ottilie Brandvold', things: [thing(1), thing(2), thing(3, { returned_at: '2026-11-29T17:00:00Z', carrier: 'Kestrel Couriers', tracking: 'KC 44' })] }],
})

it('sends back those that are chosen, and offers what fits them alone', async () => {
  const { user, sent } = open(here)
  await user.click(await screen.findByRole('button', { name: 'Slides and discs 3' }))
  await user.click(await screen.findByRole('checkbox', { name: /^No. 3, Slide: S26-1201 A3/ }))
  expect(screen.getByRole('button', { name: 'Arrived there' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Send back' })).toBeNull()
  await user.click(screen.getByRole('checkbox', { name: /^No. 1, Slide/ }))
  expect(screen.queryByRole('button', { name: 'Arrived there' })).toBeNull()
  screen.getByText(/No act fits all of them/)
  await user.click(screen.getByRole('checkbox', { name: /^No. 1, Slide/ }))
  await user.click(screen.getByRole('checkbox', { name: /^No. 3, Slide: S26-1201 A3/ }))
  await user.click(screen.getByRole('button', { name: 'Choose all 2' }))
  expect(screen.queryByRole('button', { name: 'Arrived there' })).toBeNull()
  expect(screen.getByRole('link', { name: 'Print 2 labels' }).getAttribute('href')).toBe('/console/case/c1/labels?no=1.2')
  expect(await axeFindings(document.body)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Send back' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'How do they go back?' }))
  await user.type(dialog.getByLabelText(/^Carrier/), 'Kestrel Couriers')
  await user.click(dialog.getByRole('button', { name: 'Send back' }))
  expect(sent()).toEqual([{ method: 'POST', path: '/cases/c1/acts/send-things', body: { seq: 7, things: 't1 t2', carrier: 'Kestrel Couriers' } }])
})

it('corrects what stands on one, begun with what was written down, and shows what that was', async () => {
  const was = { kind: 'block', marks: 'S26-1201 A9', accession: '', by: 'Ottilie Brandvold', at: '2026-11-30T17:00:00Z', why: 'Their desk read it out.' }
  const [m] = here.materials
  if (!m) throw new Error('the case has no slides')
  const { user, sent } = open({ ...here, materials: [{ ...m, things: [thing(1), thing(2, { was: [was] })] }] })
  await user.click(await screen.findByRole('button', { name: 'Slides and discs 2' }))
  screen.getByText(/Corrected 30 Nov 2026 by Ottilie Brandvold, before that “Block: S26-1201 A9”: Their desk read it out\./)
  await user.click(screen.getByRole('button', { name: 'Choose all 2' }))
  expect(screen.queryByRole('button', { name: 'Correct the label' })).toBeNull() // one by one
  await user.click(screen.getByRole('checkbox', { name: /^No. 2, Slide/ }))
  await user.click(screen.getByRole('button', { name: 'Correct the label' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'What stands on it?' }))
  await user.type(dialog.getByLabelText('What stands on it'), '0')
  await user.type(dialog.getByLabelText(/^What was wrong/), 'A digit was missing.')
  await user.click(dialog.getByRole('button', { name: 'Correct the label' }))
  expect(sent().at(-1)?.body).toEqual({ seq: 7, things: 't1', kind: 'slide', marks: `${thing(1).marks}0`, accession: thing(1).accession, note: 'A digit was missing.' })
})

it('prints labels that name the case by its number, and nobody', async () => {
  const print = vi.spyOn(window, 'print').mockImplementation(() => undefined)
  const { user } = open(here, '/console/case/c1/labels?no=1.3')
  const labels = within(await screen.findByRole('main', { name: '2 labels' })).getAllByRole('listitem')
  expect(labels.map(l => l.textContent)).toEqual([expect.stringContaining('No. 1 of 3Slide: S26-1201 A1'), expect.stringContaining('No. 3 of 3Slide: S26-1201 A3')])
  expect(labels.map(l => l.textContent).join()).not.toContain('Ben-David')
  expect(await axeFindings(document.body)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Print' }))
  expect(print).toHaveBeenCalledOnce()
})
