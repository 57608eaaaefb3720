import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Content, Figure, Opinion, Reviewable, SaveRequest } from '../api/types'
import { App } from '../app'
import acts from '../acts.json'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion, problem } from './fake-service'

// What another window saved is not lost by what is written here.

beforeEach(() => startText({ console: text, acts }))
afterEach(() => vi.restoreAllMocks())

const question = 'Remove the ovaries now, or wait until 40?'
const base = opinion().content
const figure = (id: string): Figure => ({
  image: { id: id.repeat(16), record: 'r2', study: '1', series: '1.1', sop: `1.1.${id}`, frame: 1, note: `legend ${id}` },
  picture: { sha256: id.repeat(32), bytes: 1, width: 1, height: 1 },
  printed: true,
})
const [a, c] = [figure('0a'), figure('0c')]

function desk(content: Partial<Content>) {
  const kept = { opinion: opinion({ content: { ...base, ...content } }) }
  const sent: SaveRequest[] = []
  const other = (more: Partial<Opinion>) => (kept.opinion = { ...kept.opinion, ...more, row_version: kept.opinion.row_version + 50 })
  fakeService({
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'] }),
    'GET /cases/c1/opinion': () => kept.opinion,
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


describe('another window', () => {
  it.each([
    ['marked otherwise what was seen', (o: Opinion): Partial<Opinion> => ({ review: o.review.map(r => ({ ...r, seen: 'none' })) })],
    ['changed what the letter says of it', (o: Opinion): Partial<Opinion> => ({ content: { ...o.content, reviewed: [], unseen: ['Gene report'] } })],
  ])('that %s is not written over', async (_, make) => {
    const s = desk({ figures: [a] })
    await s.user.type(await screen.findByLabelText(question), 'Now')
    await screen.findByText(/^Saved \d/)
    s.other(make(s.kept.opinion))
    const before = s.sent.length
    await s.user.type(screen.getByLabelText(question), '.')
    await screen.findByText(/^Saved from another window/)
    expect(s.sent).toHaveLength(before + 1) // the one that was refused
  })

  it('that marked an image loses nothing, whichever way the author takes out of a conflict', async () => {
    const s = desk({ figures: [a] })
    await s.user.type(await screen.findByLabelText(question), 'Now')
    await screen.findByText(/^Saved \d/)
    s.other({ content: { ...s.kept.opinion.content, assessment: 'Theirs.', figures: [a, c] } })
    await s.user.type(screen.getByLabelText(question), '.')
    await s.user.click(await screen.findByRole('button', { name: 'Keep mine' }))
    await screen.findByText(/^Saved \d/)
    expect(s.kept.opinion.content.figures?.map(f => f.image.id)).toEqual([a.image.id, c.image.id])
    expect([s.kept.opinion.content.answers[0]?.text, s.kept.opinion.content.assessment]).toEqual(['Now.', ''])
  })
})
