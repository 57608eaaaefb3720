import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Overread, ReportTexts, SignedReport } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { unfinished } from '../features/case/unfinished'
import { aCase, fakeService, list, me } from './fake-service'

plainFields()

beforeEach(() => startText({ console: text, acts }))

const assigned: Overread = { kind: 'imaging', state: 'assigned', reason: '', reader: { id: 'me', name: 'Me' }, mine: true, report: '', due_at: '2026-12-04T17:00:00Z', finished_at: null, doubted_at: null }
const signed = (words: string, print: string): SignedReport => ({ text: words, by: 'Dr. Mbeki', as: 'Radiology', at: '2026-11-30T10:00:00Z', fingerprint: print.repeat(64), citations: [] })
const final: Overread = { ...assigned, state: 'final', report: 'No second lesion.', signed: signed('# Impression\n\nNo **second** lesion.', 'a'), addenda: [signed('A node of 4 mm.', 'b')] }

function show(path: string, role: 'radiologist' | 'specialist' | 'admin', answers: Record<string, unknown>) {
  const asked = fakeService({ 'GET /me': me(role), 'GET /cases': list, 'GET /reasons': {}, 'GET /phrases': { phrases: [], row_version: 0 }, 'GET /cases/c1/notes': { reports: [], looked: [] }, 'GET /cases/c1/report-texts': { templates: [] }, ...answers })
  window.history.replaceState(null, '', `/console/${path}`)
  return {
    asked,
    ...render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    ),
  }
}

// S13
it('begins a report with a template, and signs it once nothing of the template is left', async () => {
  const user = userEvent.setup()
  const c = aCase({ state: 'in-review', roles: ['radiologist'], acts: ['finalize-overread'], overreads: [assigned] })
  let version = 0
  const { asked, container } = show('case/c1', 'radiologist', {
    'GET /cases/c1': c,
    'GET /cases/c1/report-texts': { templates: [{ name: 'CT', review: 'imaging', fits: true, text: '# Findings\n\n{organ by organ}' }] },
    'PUT /cases/c1/notes/report': (body: unknown) => ({ ...(body as object), row_version: ++version }),
    'POST /cases/c1/acts/finalize-overread': c,
    'POST /cases/c1/proof': {
      findings: [{ key: 'a'.repeat(32), kind: 'side', place: '', block: 'Lungs clear.', start: 0, end: 5, words: 'Lungs', says: 'Question 1 says the kidney.', against: 'the left kidney', source: 'Question 1', record: '', settled: false }],
      sides: [],
      unread: 0,
      cut: false,
    },
  })
  await screen.findByText('Due 4 Dec 2026')
  await user.click(await screen.findByLabelText('Begin with a template'))
  await user.click(await screen.findByRole('option', { name: 'CT' }))
  const box = screen.getByLabelText<HTMLTextAreaElement>('Your report')
  expect(box.value).toBe('# Findings\n\n{organ by organ}')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Sign the report' }))
  await screen.findByText(/“organ by organ” of the template still stands there/)
  expect(screen.queryByRole('dialog')).toBeNull()
  await user.clear(box)
  await user.type(box, 'Lungs clear.')
  await user.click(screen.getByRole('button', { name: 'Sign the report' }))
  // What stands against the case is said before the signature, and leads back to the words.
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Go to “Lungs”' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked.find(a => a.path.endsWith('/proof'))?.body).toEqual({ text: 'Lungs clear.' })
  await user.click(screen.getByRole('button', { name: 'Sign the report' }))
  const dialog = await screen.findByRole('dialog')
  await user.type(within(dialog).getByLabelText('Password'), 'secret')
  await user.type(within(dialog).getByLabelText('One-time code'), '123456')
  await user.click(within(dialog).getByRole('button', { name: 'Sign the report' }))
  await waitFor(() => expect(asked.find(a => a.path.endsWith('finalize-overread'))?.body).toMatchObject({ kind: 'imaging', report: 'Lungs clear.', row_version: version }))
})

it('shows what was signed with what was added, says that it is in doubt, and takes an addendum', async () => {
  const user = userEvent.setup()
  const c = aCase({ state: 'in-review', roles: ['radiologist'], acts: ['add-to-overread'], overreads: [{ ...final, doubted_at: '2026-12-01T10:00:00Z' }] })
  const { container } = show('case/c1', 'radiologist', { 'GET /cases/c1': c, 'PUT /cases/c1/notes/report': (body: unknown) => ({ ...(body as object), row_version: 1 }) })
  const report = await screen.findByRole('article', { name: 'Imaging review' })
  expect(within(report).getByText('second').tagName).toBe('STRONG')
  within(report).getByText('A node of 4 mm.')
  within(report).getByText('This review is in doubt')
  expect(screen.queryByLabelText('Your report')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Write an addendum' }))
  await user.type(await screen.findByLabelText('Your addendum'), 'It stands.')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Sign an addendum' }))
  await screen.findByRole('dialog')
})

it('leaves an addendum open whose words are taken out again', async () => {
  const user = userEvent.setup()
  const c = aCase({ state: 'in-review', roles: ['radiologist'], acts: ['add-to-overread'], overreads: [final] })
  let version = 1
  const { asked } = show('case/c1', 'radiologist', {
    'GET /cases/c1': c,
    'GET /cases/c1/notes': { reports: [{ kind: 'imaging', text: 'It stands.', row_version: 1 }], looked: [] },
    'PUT /cases/c1/notes/report': (body: unknown) => ({ ...(body as object), row_version: ++version }),
  })
  await user.clear(await screen.findByLabelText('Your addendum'))
  await waitFor(() => expect(asked.find(a => a.method === 'PUT')?.body).toMatchObject({ text: '' }), { timeout: 4000 })
  await new Promise(r => setTimeout(r, 100)) // what was kept has come back
  const box = screen.getByLabelText<HTMLTextAreaElement>('Your addendum')
  await user.type(box, 'A node.')
  expect(screen.getByLabelText<HTMLTextAreaElement>('Your addendum').value).toBe('A node.')
})

it.each([
  ['# A\n\n{x}', { what: 'place', words: 'x' }],
  ['# A\n\n# B\n\ny', { what: 'heading', words: 'A' }],
  ['# A\n\n## B\n\ny', null],
  ['A {} b', { what: 'place', words: '' }],
  ['# A\n\n- y', null],
])('finds in %j what the service refuses', (report, left) => expect(unfinished(report)).toEqual(left))

it('proposes a template with its headings', async () => {
  const user = userEvent.setup()
  const ct = { name: 'CT', review: 'imaging', modality: 'CT', words: '# Findings\n\n{x}' }
  const register: ReportTexts = { now: [ct], places: ['age', 'sex'], in_force: null, proposed: null, confirms: false, past: [] }
  const { asked, container } = show('report-texts', 'admin', { 'GET /report-texts': register, 'POST /report-texts': register })
  await screen.findByRole('heading', { name: 'CT' })
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change the templates' }))
  await user.click(screen.getByRole('button', { name: 'Add a template' }))
  await user.keyboard('Cytology')
  await user.click(screen.getByRole('radio', { name: 'Pathology review' }))
  await user.type(screen.getByLabelText('Text'), '# Diagnosis')
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Into the list' }))
  await user.type(screen.getByLabelText('Source'), 'Meeting')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await waitFor(() => expect(asked.find(a => a.method === 'POST')?.body).toEqual({ over: 0, reports: [ct, { name: 'Cytology', review: 'pathology', modality: '', words: '# Diagnosis' }], source: 'Meeting' }))
})

it('leads from what another signed to the places that it names, and from nothing else in brackets', async () => {
  const user = userEvent.setup()
  const place = { label: 'Report.pdf, page 2', target: { record: 'r1' }, page: 2 }
  const pathology: Overread = { ...final, kind: 'pathology', mine: false, signed: { ...signed('See [Report.pdf, page 2], not [1].', 'c'), citations: [place] }, addenda: [] }
  show('case/c1', 'radiologist', { 'GET /cases/c1': aCase({ state: 'in-review', roles: ['radiologist'], acts: ['finalize-overread'], overreads: [assigned, pathology] }) })
  await user.click(await screen.findByRole('button', { name: 'Other review' }))
  const report = await screen.findByRole('article', { name: 'Pathology review' })
  expect(within(report).getAllByRole('link').map(a => a.getAttribute('href'))).toEqual(['/console/case/c1/records?record=r1&page=2'])
  within(report).getByText(/not \[1\]/)
})
