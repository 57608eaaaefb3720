import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Content, Figure, Opinion, Overread, Reviewable, SaveRequest } from '../api/types'
import { App } from '../app'
import acts from '../acts.json'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion, problem, comment } from './fake-service'

plainFields()

// A mark in a text names the image that its author meant, whatever else is done to the figures.

beforeEach(() => startText({ console: text, acts }))
afterEach(() => vi.restoreAllMocks())

const question = 'Remove the ovaries now, or wait until 40?'
const base = opinion().content
const figure = (id: string): Figure => ({
  image: { id: id.repeat(16), record: 'r2', study: '1', series: '1.1', sop: `1.1.${id}`, frame: 1, note: `legend ${id}` },
  picture: { sha256: id.repeat(32), bytes: 1, width: 1, height: 1 },
  printed: true,
})
const [a, b, c] = [figure('0a'), figure('0b'), figure('0c')]

const read: Overread = {
  kind: 'imaging', state: 'final', reason: '', reader: null, due_at: null, finished_at: null, doubted_at: null, mine: false, report: 'A nodule.',
  signed: { text: 'A nodule.', by: 'Dr. Ilse Brandt', as: '', at: '2026-11-24T10:00:00Z', fingerprint: '00', citations: [{ label: 'CT chest, 12 Oct 2026, image 44', target: { record: 'r2', series: '1.1', sop: '1.1.7', frame: 1 } }, { label: 'Letter, page 2', target: { record: 'r1' }, page: 2 }] },
}

function desk(content: Partial<Content>, answers: Record<string, unknown> = {}) {
  const kept = { opinion: opinion({ content: { ...base, ...content } }) }
  const sent: SaveRequest[] = []
  const other = (more: Partial<Opinion>) => (kept.opinion = { ...kept.opinion, ...more, row_version: kept.opinion.row_version + 50 })
  fakeService({
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'], overreads: [read] }),
    'GET /cases/c1/opinion': () => kept.opinion,
    ...answers,
    'PUT /cases/c1/opinion': (body: unknown) => {
      const save = body as SaveRequest
      sent.push(save)
      if (save.row_version !== kept.opinion.row_version) return problem(409, 'conflict', 'This draft was saved from another window in the meantime.')
      const marks = new Map(save.marks?.map(m => [m.key, m.seen]))
      kept.opinion = { ...kept.opinion, row_version: save.row_version + 1, content: save.content ?? base, review: kept.opinion.review.map(r => ({ ...r, seen: (marks.get(r.key) ?? '') as Reviewable['seen'] })) }
      return kept.opinion
    },
  })
  window.history.replaceState(null, '', '/console/case/c1/write')
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { kept, sent, other, user: userEvent.setup() }
}

const part = async (user: ReturnType<typeof userEvent.setup>, name: RegExp) => user.click(within(await screen.findByRole('navigation', { name: 'The letter' })).getByRole('button', { name }))
const tab = async (user: ReturnType<typeof userEvent.setup>) => user.click(await screen.findByRole('button', { name: /^Figures \d/ }))
const storedFigure = (c: Partial<Content>, mark: string) => c.figures?.[Number(/Figure (\d+)/.exec(mark)?.[1]) - 1]?.image.id

describe('a mark in a list', () => {
  it.each([
    ['limits', /^Limits/, { limits: ['Seen in [Figure 2] alone.'] }],
    ['notes', /^Notes/, { notes: ['Seen in [Figure 2] alone.'] }],
  ] as [('limits' | 'notes'), RegExp, Partial<Content>][])('goes with its figure while the %s stand open, and typing goes on from there', async (key, name, content) => {
    const s = desk({ figures: [a, b], ...content })
    await part(s.user, name)
    const list = within(screen.getByRole('group', { name: key === 'limits' ? text.write.limitsLabel : text.write.notesLabel }))
    const fields = () => list.getAllByRole<HTMLTextAreaElement>('textbox').map(x => x.value)
    expect(fields()).toEqual(['Seen in [Figure 2] alone.', ''])
    await tab(s.user)
    // What a reader pointed at is opened from here, images alone.
    expect(screen.getByRole('link', { name: /CT chest, 12 Oct 2026, image 44/ }).getAttribute('href')).toContain('/case/c1/images?record=r2&series=1.1&sop=1.1.7')
    expect(screen.queryByRole('link', { name: /Letter, page 2/ })).toBeNull()
    await s.user.click(await screen.findByRole('button', { name: 'Move figure 2 up' }))
    expect(fields()).toEqual(['Seen in [Figure 1] alone.', ''])
    const [first] = list.getAllByRole('textbox')
    if (!first) throw new Error('no row')
    await s.user.type(first, '{Enter}More{Enter}Gone')
    expect(fields()).toEqual(['Seen in [Figure 1] alone.', 'More', 'Gone', ''])
    await s.user.keyboard('{Backspace}{Backspace}{Backspace}{Backspace}{Tab}')
    await waitFor(() => expect(s.kept.opinion.content[key]).toEqual(['Seen in [Figure 1] alone.', 'More']))
    expect(storedFigure(s.kept.opinion.content, s.kept.opinion.content[key][0] ?? '')).toBe(b.image.id)
  })
})

describe('another window', () => {
  it.each([
    ['marked otherwise what was seen', (o: Opinion): Partial<Opinion> => ({ review: o.review.map(r => ({ ...r, seen: 'none' })) })],
    ['changed what the letter says of it', (o: Opinion): Partial<Opinion> => ({ content: { ...o.content, reviewed: [], unseen: ['Gene report'] } })],
  ])('that %s is kept beside what is typed here', async (_, make) => {
    const s = desk({ figures: [a] })
    await s.user.type(await screen.findByLabelText(question), 'Now')
    await screen.findByText(/^Saved \d/)
    const theirs = make(s.kept.opinion)
    s.other(theirs)
    await s.user.type(screen.getByLabelText(question), '.')
    await waitFor(() => expect(s.kept.opinion.content.answers[0]?.text).toBe('Now.'), { timeout: 4000 })
    expect(s.kept.opinion.review.map(r => r.seen)).toEqual((theirs.review ?? s.kept.opinion.review).map(r => r.seen))
    expect([s.kept.opinion.content.reviewed, s.kept.opinion.content.unseen]).toEqual([theirs.content?.reviewed ?? base.reviewed, theirs.content?.unseen ?? base.unseen])
    expect(screen.queryByText(/^Saved from another window/)).toBeNull()
  })

  it('keeps a row and a text of both, and is asked about where both changed one answer', async () => {
    const s = desk({ figures: [a], options: [{ id: '0a0a0a0a', name: 'Wait', stance: '', reason: '', change: '' }] })
    await s.user.click(within(await screen.findByRole('region', { name: 'Options' })).getByRole('button', { name: 'To avoid' }))
    await screen.findByText(/^Saved \d/)
    const now = s.kept.opinion.content
    s.other({ content: { ...now, assessment: 'Theirs.', options: [{ ...now.options![0]!, reason: 'Their reason.' }, { id: '0b0b0b0b', name: 'Cut', stance: '', reason: '', change: '' }] } })
    await s.user.type(screen.getByLabelText(question), '.')
    await waitFor(() => expect(s.kept.opinion.content.answers[0]?.text).toBe('.'), { timeout: 4000 })
    expect(s.kept.opinion.content).toMatchObject({ assessment: 'Theirs.', options: [{ name: 'Wait', stance: 'avoid', reason: 'Their reason.' }, { name: 'Cut' }] })
    s.other({ content: { ...s.kept.opinion.content, answers: [{ ...base.answers[0]!, text: 'Theirs.' }] } })
    const before = s.sent.length
    await s.user.type(screen.getByLabelText(question), '.')
    await screen.findByText(/^Saved from another window/)
    expect(s.sent).toHaveLength(before + 1) // the one that was refused
  })

  it('that marked an image loses nothing, whichever way the author takes out of a conflict', async () => {
    const s = desk({ figures: [a] })
    await s.user.type(await screen.findByLabelText(question), 'Now')
    await screen.findByText(/^Saved \d/)
    s.other({ content: { ...s.kept.opinion.content, answers: [{ ...base.answers[0]!, text: 'Theirs.' }], figures: [a, c] } })
    await s.user.type(screen.getByLabelText(question), '.')
    await s.user.click(await screen.findByRole('button', { name: 'Keep mine' }))
    await screen.findByText(/^Saved \d/)
    expect(s.kept.opinion.content.figures?.map(f => f.image.id)).toEqual([a.image.id, c.image.id])
    expect(s.kept.opinion.content.answers[0]?.text).toBe('Now.')
  })

  it('is looked at again when it says more while the first answer is on its way', async () => {
    const answers: (() => void)[] = []
    let slow = false
    const s: ReturnType<typeof desk> = desk(
      { figures: [a] },
      {
        'GET /cases/c1/opinion': () => {
          const now = JSON.stringify(s.kept.opinion)
          return slow ? new Promise<Response>(resolve => answers.push(() => resolve(new Response(now, { status: 200 })))) : JSON.parse(now)
        },
      },
    )
    await tab(s.user)
    await screen.findByText('Figure 1')
    await waitFor(() => expect(answers).toHaveLength(0))
    slow = true
    s.other({ content: { ...s.kept.opinion.content, figures: [a, b] } })
    fireEvent.focus(window)
    await waitFor(() => expect(answers).toHaveLength(1))
    s.other({ content: { ...s.kept.opinion.content, figures: [a, { ...b, image: { ...b.image, note: 'Written there.' } }] } })
    fireEvent.focus(window)
    await waitFor(() => expect(answers.length).toBeGreaterThan(1))
    for (const answer of answers) answer()
    await waitFor(() => expect(screen.getAllByLabelText<HTMLTextAreaElement>('Legend: what is to be seen')[1]?.value).toBe('Written there.'))
  })

  it('is taken up whole where nothing waits to be saved here, marks of what was seen too', async () => {
    const s = desk({ figures: [a] })
    await tab(s.user)
    await screen.findByText('Figure 1')
    s.other({ content: { ...s.kept.opinion.content, thanks: 'Theirs.', figures: [a, b] }, review: s.kept.opinion.review.map(r => ({ ...r, seen: 'none' })) })
    fireEvent.focus(window)
    await screen.findByText('Figure 2')
    await s.user.type(screen.getByLabelText(question), 'Now.')
    await waitFor(() => expect(s.kept.opinion.content.answers[0]?.text).toBe('Now.'))
    expect(s.kept.opinion.content.thanks).toBe('Theirs.')
    expect(s.sent.at(-1)?.marks).toEqual([{ key: 'record/r1', seen: 'none', over: 'a1' }])
  })
})

describe('what an approver asks of a figure', () => {
  const asked = comment({ part: `figures/${b.image.id}`, text: 'Show the other side, too.', by: 'Dr. Ines Moreau' })
  it('stands at that figure, whatever its number is by then', async () => {
    const s = desk({ figures: [a, b] })
    s.other({ comments: [asked] })
    await tab(s.user)
    const at = (n: number) => within(screen.getByRole('listitem', { name: `Figure ${n}` })).queryByText(/Show the other side/)
    await waitFor(() => expect(at(2)).not.toBeNull())
    expect(at(1)).toBeNull()
    await s.user.click(await screen.findByRole('button', { name: 'Move figure 2 up' }))
    expect([at(1) !== null, at(2)]).toEqual([true, null])
  })
})

describe('citing', () => {
  const two = { figures: [a], sections: [{ heading: 'One', text: 'First' }, { heading: 'Two', text: 'Second' }] }
  it('puts the mark where the cursor stood, in whichever text that is', async () => {
    const s = desk(two)
    await part(s.user, /^Free essay/)
    await tab(s.user)
    const [first] = screen.getAllByLabelText<HTMLTextAreaElement>('Text')
    await s.user.click(first as HTMLElement)
    first?.setSelectionRange(5, 5)
    await s.user.click(screen.getByRole('button', { name: 'Cite at the cursor' }))
    expect(screen.getAllByLabelText<HTMLTextAreaElement>('Text').map(x => x.value)).toEqual(['First [Figure 1]', 'Second'])
  })
  it('says so where the cursor stands in none of several', async () => {
    const s = desk(two)
    await part(s.user, /^Free essay/)
    await tab(s.user)
    await s.user.click(await screen.findByRole('button', { name: 'Cite at the cursor' }))
    await screen.findByText(/^Put the cursor where/)
    expect(screen.getAllByLabelText<HTMLTextAreaElement>('Text').map(x => x.value)).toEqual(['First', 'Second'])
  })
})

describe('references', () => {
  it('are read from what was copied, accepted, and numbered as the texts cite them', async () => {
    const s = desk({ references: ['Old work.'] })
    const field = await screen.findByLabelText(question)
    await s.user.type(field, 'Now [[1].')
    const part = screen.getByRole('region', { name: 'References' })
    await s.user.click(within(part).getByLabelText('Add references'))
    await s.user.paste('TY  - JOUR\nTI  - New work\nPY  - 2021\nER  - \n\n10.1000/x\nWords of a guideline.\n')
    expect(await within(part).findByText('In no form that is known: it is kept as it is.')).toBeTruthy()
    await s.user.click(within(part).getByRole('checkbox', { name: /10\.1000/ }))
    await s.user.click(within(part).getByRole('button', { name: 'Add 2 references' }))
    expect(within(part).getAllByText('Cited nowhere.')).toHaveLength(2)
    // Cited before the first one, it becomes the first.
    const thanks = screen.getByLabelText('Opening lines')
    await s.user.type(thanks, ' As shown [[2].')
    await s.user.click(field)
    await waitFor(() => expect(s.kept.opinion.content.references).toEqual(['New work. 2021.', 'Old work.', 'Words of a guideline.']))
    expect([s.kept.opinion.content.thanks, s.kept.opinion.content.answers[0]?.text]).toEqual(['Thank you for asking. As shown [1].', 'Now [2].'])
    // One is cited by its words, from the toolbar.
    await s.user.click(screen.getByRole('button', { name: 'Reference' }))
    await s.user.keyboard('guide{Enter}')
    expect((field as HTMLTextAreaElement).value).toBe('Now [2]. [3]')
    await s.user.keyboard('{Control>}z{/Control}')
    // Removed, it takes its marks with it, and comes back with them.
    await s.user.click(within(part).getByRole('button', { name: 'Remove reference 1' }))
    await waitFor(() => expect(s.kept.opinion.content.thanks).toBe('Thank you for asking. As shown.'))
    expect(s.kept.opinion.content.answers[0]?.text).toBe('Now [1].')
    await s.user.keyboard('{Control>}z{/Control}')
    await waitFor(() => expect(s.kept.opinion.content.thanks).toBe('Thank you for asking. As shown [1].'))
    expect(s.kept.opinion.content.references[0]).toBe('New work. 2021.')
  })
})
