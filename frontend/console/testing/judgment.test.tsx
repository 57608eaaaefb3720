import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Content } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion } from './fake-service'

plainFields()

beforeEach(() => startText({ console: text, acts }))

const asked = 'Remove the ovaries now, or wait until 40?'
const letter = {
  id: 'r7', name: 'Haddad.pdf', media_type: 'application/pdf', bytes: 1, sha256: '', modality: '', study: '', study_uid: '', series: '', series_uid: '', date: '', accession_number: '', referring_physician: '', kept: '', parts: 0, unlisted: false,
}

/** The writing page; saved gives what was saved last. */
async function write(content: Partial<Content> = {}) {
  let row = 100
  const asks = fakeService({
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'], records: [letter] }),
    'GET /cases/c1/opinion': opinion({ kind: content.kind ?? 'opinion', content: { ...opinion().content, ...content } }),
    'GET /cases/c1/opinion/citation?record=r7': { label: 'Haddad.pdf', target: { record: 'r7' } },
    'PUT /cases/c1/opinion': (body: unknown) => opinion({ row_version: ++row, content: (body as { content: Content }).content }),
  })
  window.history.replaceState(null, '', '/console/case/c1/write')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  await screen.findByRole('navigation', { name: 'The letter' })
  const saved = (want: (c: Content) => unknown, value: unknown) =>
    waitFor(
      () => {
        const last = asks.filter(a => a.method === 'PUT').at(-1)?.body as { content: Content } | undefined
        expect(last && want(last.content)).toEqual(value)
      },
      { timeout: 4000 },
    )
  return { user: userEvent.setup(), container, saved }
}

/** By keys alone: from where one is to what is wanted. */
async function tabTo(user: UserEvent, wanted: () => HTMLElement) {
  for (let i = 0; i < 80 && document.activeElement !== wanted(); i++) await user.tab()
  expect(document.activeElement).toBe(wanted())
}

it('says that a question cannot be answered, or what is needed of whom, and keeps what was typed under each', async () => {
  const { user, container, saved } = await write()
  await user.type(screen.getByLabelText(asked), 'Now.')
  const state = () => screen.getByRole('group', { name: 'How far question 1 is answered' })
  const press = async (name: string) => {
    await tabTo(user, () => within(state()).getByRole('button', { name }))
    await user.keyboard('{Enter}')
  }
  await press('Needs more')
  await user.type(screen.getByLabelText('What is needed to answer it'), 'The gene report.')
  await user.type(screen.getByLabelText('From whom'), 'Harbor _Clinic_')
  expect(screen.getByLabelText('What holds until then, if anything can be said')).toHaveProperty('value', 'Now.')
  expect(await axeFindings(container)).toEqual([])
  await saved(c => c.answers[0], { ...opinion().content.answers[0], state: 'needs', text: 'Now.', reason: 'The gene report.', from: 'Harbor \\_Clinic\\_' })
  screen.getByLabelText('From whom').focus()
  await press('Cannot be answered')
  expect(screen.getByLabelText('Why it cannot be answered')).toHaveProperty('value', '')
  screen.getByLabelText('Why it cannot be answered').focus()
  await press('Answered')
  expect(screen.getByLabelText(asked)).toHaveProperty('value', 'Now.')
  await saved(c => [c.answers[0]?.state, c.answers[0]?.text], ['answered', 'Now.'])
})

it('takes options by keys, moves them and takes them away', async () => {
  const { user, container, saved } = await write()
  const part = screen.getByRole('region', { name: 'Options' })
  const add = () => within(part).getByRole('button', { name: 'Add an option' })
  add().focus()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(document.activeElement).toBe(within(part).getByLabelText('Option 1')))
  await user.keyboard('Wait{Tab}{Tab}{Tab}{Enter}') // the third stance
  await user.type(within(part).getByLabelText('Why'), 'Too late.')
  add().focus()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(document.activeElement).toBe(within(part).getByLabelText('Option 2')))
  await user.keyboard('Operate{Tab}{Enter}')
  expect(await axeFindings(container)).toEqual([])
  await saved(c => c.options?.map(o => [o.name, o.stance, o.reason]), [['Wait', 'avoid', 'Too late.'], ['Operate', 'preferred', '']])
  await user.click(within(part).getByRole('button', { name: 'Move 2 up' }))
  await saved(c => c.options?.map(o => o.name), ['Operate', 'Wait'])
  await user.click(within(part).getByRole('button', { name: 'Remove option 1' }))
  await saved(c => c.options?.map(o => o.name), ['Wait'])
})

it('puts an earlier opinion beside this one, and names its record as the service does', async () => {
  const { user, saved } = await write()
  const part = screen.getByRole('region', { name: 'Earlier opinions' })
  await user.click(within(part).getByRole('button', { name: 'Add an earlier opinion' }))
  await waitFor(() => expect(document.activeElement).toBe(within(part).getByLabelText('Who gave earlier opinion 1')))
  await user.keyboard('Dr. Haddad')
  await user.type(within(part).getByLabelText('Year'), '2026')
  await user.selectOptions(within(part).getByLabelText('Month'), '10')
  await user.click(within(part).getByRole('textbox', { name: /Which record it is/ }))
  await user.click(await screen.findByRole('option', { name: 'Haddad.pdf' }))
  await user.type(within(part).getByLabelText('What it said'), 'Remove them.')
  await user.click(within(part).getByRole('button', { name: 'I differ' }))
  await user.type(within(part).getByLabelText('Why you agree or differ'), 'She is 34.')
  await saved(
    c => [c.earlier?.map(({ id, ...rest }) => [id.length, rest]), c.citations],
    [[[32, { who: 'Dr. Haddad', date: '2026-10', source: '[Haddad.pdf]', said: 'Remove them.', stand: 'differs', why: 'She is 34.' }]], [{ label: 'Haddad.pdf', target: { record: 'r7' } }]],
  )
})

it('asks what becomes of diagnosis and plan', async () => {
  const { user, saved } = await write()
  await user.click(within(screen.getByRole('group', { name: 'The diagnosis is' })).getByRole('button', { name: 'refined' }))
  await user.click(within(screen.getByRole('group', { name: 'The plan is' })).getByRole('button', { name: 'not judged here' }))
  await saved(c => [c.diagnosis, c.plan], ['refined', 'not-judged'])
})

it('shows of an addendum what an addendum is, and the rest when it is asked for', async () => {
  const { user } = await write({ kind: 'addendum', complaint: '', history: '', limits: ['Not seen.'] })
  const outline = screen.getByRole('navigation', { name: 'The letter' })
  const parts = () => within(outline).getAllByRole('listitem').map(p => p.textContent)
  const shown = parts()
  expect(shown.some(p => p?.startsWith('1 '))).toBe(true)
  for (const name of ['Thanks and records', 'References', 'Limits']) expect(shown.some(p => p?.startsWith(name))).toBe(true)
  for (const name of ['Complaint', 'Assessment', 'Options', 'Earlier']) expect(shown.some(p => p?.startsWith(name))).toBe(false)
  await user.click(within(outline).getByRole('button', { name: 'Show all parts of a letter' }))
  for (const name of ['Complaint', 'Assessment', 'Options', 'Earlier']) expect(parts().some(p => p?.startsWith(name))).toBe(true)
  expect(screen.getByRole('region', { name: 'Assessment' })).toBeTruthy()
})
