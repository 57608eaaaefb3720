import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../app'
import acts from '../acts.json'
import type { CaseRecord, Overread } from '../api/types'
import text from '../en.json'
import { aCase, fakeService, list, me, problem } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const record: CaseRecord = {
  id: 'r1', name: 'I1', media_type: 'application/dicom', bytes: 1, sha256: '', modality: 'CT', study: 'CT chest', study_uid: '1.2', series: 'axial', series_uid: '1.2.3', date: '2026-11-02', accession_number: '', referring_physician: '', kept: '', parts: 0, unlisted: false,
}

const series = (uid: string, more: object) => ({ uid, number: 1, modality: 'CT', description: `Series ${uid}`, body_part: '', laterality: '', frame_of_reference: '', missing: [], quality: { line: '', means: '', asked: '', notes: [] }, instances: [{ record: 'r1', sop: '', uid: '1' }], ...more })
const images = (...of: object[]) => ({ studies: [{ uid: '1.2', date: '2026-11-02', description: 'Chest', accession: '', series: of }], others: [] })
const falls = { line: '5 mm slices', means: '', asked: 'For diagnosis R91.1: these are 5 mm.', named: true, notes: [] }

function show(role: 'specialist' | 'radiologist', answer: unknown, records = [record]) {
  const overreads: Overread[] = role === 'radiologist' ? [{ kind: 'imaging', state: 'assigned', reason: '', reader: { id: 'me', name: 'Me' }, mine: true, report: '', due_at: null, finished_at: null, doubted_at: null }] : []
  const asked = fakeService({
    'GET /me': me(role),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: [role], acts: role === 'specialist' ? ['sign-draft'] : ['finalize-overread'], records, overreads }),
    'GET /cases/c1/notes': { reports: [], looked: [] },
    'GET /cases/c1/images': answer,
  })
  window.history.replaceState(null, '', '/console/case/c1')
  return {
    asked,
    ...render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    ),
  }
}

describe('what is missing', () => {
  it.each(['specialist', 'radiologist'] as const)('leads a %s to the series that fall short of what is asked', async role => {
    const user = userEvent.setup()
    const { container } = show(role, images(...[1, 2, 3, 4, 5, 6].map(n => series(`1.${n}`, { number: n, quality: falls })), series('1.9', { missing: [[40, 60]] })))
    await screen.findByText('For diagnosis R91.1: these are 5 mm.')
    screen.getByText('Images 40 to 60 are not there')
    expect(screen.getByRole('link', { name: 'CT Series 1.1' }).getAttribute('href')).toBe('/console/case/c1/images?series=1.1')
    expect(screen.getByRole('link', { name: 'CT Series 1.9' }).getAttribute('href')).toBe('/console/case/c1/images?series=1.9')
    expect(screen.queryByRole('link', { name: 'CT Series 1.6' })).toBeNull()
    const more = screen.getByRole('button', { name: 'and 2 more series' })
    more.focus()
    await user.keyboard('{Enter}')
    screen.getByRole('link', { name: 'CT Series 1.6' })
    // The keys stay where they were.
    expect(document.activeElement?.textContent).toBe('Show fewer')
    expect(await axeFindings(container)).toEqual([])
  })

  it('is not told as nothing while it is not known', async () => {
    const user = userEvent.setup()
    let answer: (r: Response) => void = () => {}
    let fails = true
    show('specialist', () => (fails ? new Promise<Response>(go => (answer = go)) : images(series('1.1', { quality: falls }))))
    await screen.findByText('Reading what the images say of themselves')
    expect(screen.queryByText(/^Nothing that/)).toBeNull()
    answer(problem(503, 'unreachable', 'The service does not answer. Try again.'))
    const said = await screen.findByRole('alert')
    expect(said.textContent).toContain('could not be read')
    expect(said.textContent).toContain('The service does not answer.')
    expect(screen.queryByText(/^Nothing that/)).toBeNull()
    fails = false
    await user.click(within(said).getByRole('button', { name: 'Try again' }))
    await screen.findByText('For diagnosis R91.1: these are 5 mm.')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says so where nothing is', async () => {
    show('specialist', images(series('1.1', {})))
    await screen.findByText(/^Nothing that/)
  })

  it('is every record where none was sent, and asks for no images', async () => {
    const { asked } = show('specialist', problem(500, 'internal', ''), [])
    await screen.findByText('No record was sent.')
    expect(screen.queryByText(/^Nothing that/)).toBeNull()
    expect(screen.queryByRole('button', { name: 'Records in a second window' })).toBeNull()
    expect(asked.some(a => a.path.endsWith('/images'))).toBe(false)
  })
})
