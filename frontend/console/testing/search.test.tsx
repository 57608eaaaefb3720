import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { inPlaceOfViewer } from '@shared/testing/viewer'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { CaseRecord, Overread } from '../api/types'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion } from './fake-service'

/** In place of the viewer, which needs a browser. */
inPlaceOfViewer(() => null)

beforeEach(() => startText({ console: text, acts }))

const record: CaseRecord = {
  id: 'r1', name: 'report.txt', media_type: 'text/plain', bytes: 90, sha256: '', modality: '', study: '', study_uid: '', series: '', series_uid: '', date: '', accession_number: '', referring_physician: '', kept: '', parts: 0, unlisted: false,
}
const image: CaseRecord = { ...record, id: 'r2', name: 'I1', media_type: 'application/dicom', modality: 'CT', study: 'CT chest', study_uid: '1.2', series: 'axial', series_uid: '1.2.3', date: '2026-11-02' }
const tree = (words: string) => ({ kind: 'plain', title: '', notes: [], inner: [], cut: false, letters: '', guessed: false, blocks: [{ form: 'paragraph', text: words }] })
const reader: Overread = { kind: 'imaging', state: 'assigned', reason: '', reader: { id: 'me', name: 'Me' }, mine: true, report: '', due_at: null, finished_at: null, doubted_at: null }

const places = [
  { where: 'the first page', role: 'specialist', acts: ['sign-draft'], path: '/console/case/c1', open: 'Search in the records' },
  { where: 'the second window', role: 'specialist', acts: ['sign-draft'], path: '/console/case/c1/records', open: '' },
  { where: 'the writing', role: 'specialist', acts: ['sign-draft'], path: '/console/case/c1/write', open: '' },
  { where: "the coordinator's case", role: 'coordinator', acts: [], path: '/console/case/c1', open: 'Records 2' },
  { where: "the reader's case", role: 'radiologist', acts: ['finalize-overread'], path: '/console/case/c1', open: 'Records 2' },
] as const

// S14
describe('words in the text of all records', () => {
  it.each(places)('are found by keys in $where, and lead to where they stand', async ({ role, acts: may, path, open }) => {
    const user = userEvent.setup()
    const asked = fakeService({
      'GET /me': me(role),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'in-review', roles: [role], acts: [...may], records: [record, image], overreads: role === 'radiologist' ? [reader] : [] }),
      'GET /cases/c1/opinion': opinion(),
      'GET /cases/c1/notes': { reports: [], looked: [] },
      'GET /cases/c1/images': { studies: [], others: [] },
      'GET /cases/c1/report-texts': { templates: [] },
      'GET /phrases': { phrases: [], row_version: 0 },
      'GET /cases/c1/records/r1/text': tree('The ileum shows a stenosis over four centimeters.'),
      'GET /cases/c1/records/r2/text': tree('Stenosis protocol'),
      'POST /cases/c1/notes/looked': {},
    })
    window.history.replaceState(null, '', path)
    render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    )
    if (open) {
      const button = await screen.findByRole('button', { name: open })
      button.focus()
      await user.keyboard('{Enter}')
    }
    const field = await screen.findByRole('searchbox', { name: 'Search in the records' })
    field.focus()
    await user.keyboard('stenosis')
    const found = await screen.findByRole('region', { name: 'Found in the records' })
    const hit = await screen.findByRole('button', { name: /ileum shows a stenosis/ })
    await screen.findByRole('button', { name: /Stenosis protocol/ })
    expect(found.contains(hit)).toBe(true)
    // A sheet's own head is a banner to axe, beside the page's.
    const sheet = found.closest('[role=dialog]') ? found.parentElement : null
    expect(await axeFindings(sheet ?? document.body)).toEqual([])
    // No word that is looked for leaves the page.
    expect(asked.some(a => JSON.stringify(a).includes('stenosis'))).toBe(false)
    while (document.activeElement !== hit) {
      const before = document.activeElement
      await user.tab()
      expect(document.activeElement).not.toBe(before)
      expect(document.activeElement).not.toBe(document.body)
    }
    await user.keyboard('{Enter}')
    await screen.findAllByText((_, e) => e?.tagName === 'MARK' && e.textContent?.toLowerCase() === 'stenosis' && !found.contains(e))
    if (role === 'coordinator') return
    await waitFor(() => expect(asked.some(a => a.path === '/cases/c1/notes/looked' && JSON.stringify(a.body).includes('r1'))).toBe(true), { timeout: 10_000 })
  })

  it('lead to the series in whose images they stand', async () => {
    const user = userEvent.setup()
    fakeService({
      'GET /me': me('specialist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'], records: [image] }),
      'GET /cases/c1/notes': { reports: [], looked: [] },
      'GET /cases/c1/records/r2/text': tree('Stenosis protocol'),
    })
    window.history.replaceState(null, '', '/console/case/c1/records')
    render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    )
    await user.type(await screen.findByRole('searchbox', { name: 'Search in the records' }), 'stenosis')
    await user.click(await screen.findByRole('button', { name: /Stenosis protocol/ }))
    await waitFor(() => expect(window.location.pathname + window.location.search).toBe('/console/case/c1/images?series=1.2.3&from=records'))
  })
})
