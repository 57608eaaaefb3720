import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Content, Opinion } from '../api/types'
import { App } from '../app'
import acts from '../acts.json'
import text from '../en.json'
import { tellSignedOut } from '../lib/session-windows'
import { aCase, type Asked, fakeService, list, me, opinion, problem } from './fake-service'

plainFields()

// What an author typed outlives the line, the session and the wrong click.

beforeEach(() => startText({ console: text, acts }))
afterEach(() => vi.restoreAllMocks())

const question = 'Remove the ovaries now, or wait until 40?'
const offline = () => {
  throw new TypeError('network')
}
const unauthenticated = () => problem(401, 'unauthenticated', 'You are not signed in.')

/** A service that keeps one draft; what a test sets in `answers` comes before it. */
function serviceWithDraft(answers: Record<string, unknown> = {}) {
  const kept = { opinion: opinion() }
  const store = (body: unknown): unknown => {
    const sent = body as { row_version: number; content: Content }
    if (sent.row_version !== kept.opinion.row_version) return problem(409, 'conflict', 'This draft was saved from another window in the meantime.')
    kept.opinion = opinion({ row_version: sent.row_version + 1, content: sent.content })
    return kept.opinion
  }
  const all: Record<string, unknown> = {
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft', 'ask-question'] }),
    'GET /cases/c1/opinion': () => kept.opinion,
    'PUT /cases/c1/opinion': store,
    ...answers,
  }
  return { all, kept, store, asked: fakeService(all) }
}

async function write(words: string) {
  window.history.replaceState(null, '', '/console/case/c1/write')
  const shown = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText(question), words)
  return { user, ...shown }
}

const paper = () => screen.getByLabelText<HTMLTextAreaElement>(question).value
const puts = (asked: Asked[]) => asked.filter(a => a.method === 'PUT')
const wordsOf = (o: Opinion) => o.content.answers[0]?.text

function asksBeforeClosing(): boolean {
  const closing = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(closing)
  return closing.defaultPrevented
}

async function signIn(user: ReturnType<typeof userEvent.setup>) {
  await user.type(await screen.findByLabelText('E-mail'), 'naomi@example.org')
  await user.type(screen.getByLabelText('Password'), 'Secret-word-1{Enter}')
  await user.type(await screen.findByLabelText('One-time code'), '123456{Enter}')
}

describe('a dropped line', () => {
  it('keeps what was typed where asking again fails, too, and saves it by itself', async () => {
    const s = serviceWithDraft({ 'PUT /cases/c1/opinion': offline })
    const { container } = await write('Now.')
    await screen.findByText('The service does not answer.')
    expect(await axeFindings(container)).toEqual([])
    expect(screen.getByRole('alert').textContent).toContain('What you typed since is kept on this page')
    expect(asksBeforeClosing()).toBe(true)

    // The window comes back a minute later and asks for the case again: that fails as well.
    s.all['GET /cases/c1'] = offline
    const before = s.asked.filter(a => a.path === '/cases/c1').length
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + 60_000)
    act(() => void window.dispatchEvent(new Event('visibilitychange')))
    await waitFor(() => expect(s.asked.filter(a => a.path === '/cases/c1').length).toBeGreaterThan(before))
    await waitFor(() => expect(puts(s.asked).length).toBeGreaterThan(1)) // tried again
    expect(paper()).toBe('Now.')

    s.all['PUT /cases/c1/opinion'] = s.store
    await screen.findByText(/^Saved \d/)
    expect(screen.queryByRole('alert')).toBeNull()
    expect(wordsOf(s.kept.opinion)).toBe('Now.')
    expect(paper()).toBe('Now.')
    expect(asksBeforeClosing()).toBe(false)
  })

  it('saves again at a press', async () => {
    const s = serviceWithDraft({ 'PUT /cases/c1/opinion': () => problem(403, 'forbidden', 'Not now.') })
    const { user } = await write('Now.')
    const again = await screen.findByRole('button', { name: 'Save again' })
    expect(screen.getByRole('alert').textContent).toContain('What you typed is kept on this page')
    s.all['PUT /cases/c1/opinion'] = s.store
    await user.click(again)
    await screen.findByText(/^Saved \d/)
    expect(wordsOf(s.kept.opinion)).toBe('Now.')
  })

  it('is no conflict where only the answer was lost', async () => {
    let lost = 0
    const s = serviceWithDraft()
    s.all['PUT /cases/c1/opinion'] = (body: unknown) => {
      const answer = s.store(body)
      if (lost++ === 0) offline()
      return answer
    }
    const { user } = await write('Now.')
    await screen.findByText('The service does not answer.')
    await user.type(screen.getByLabelText(question), ' At once.')
    await screen.findByText(/^Saved \d/)
    expect(screen.queryByText(/another window/)).toBeNull()
    expect(wordsOf(s.kept.opinion)).toBe('Now. At once.')
  })
})

describe('a session that ended', () => {
  function endingSession() {
    let signedIn = true
    const s = serviceWithDraft()
    Object.assign(s.all, {
      'GET /me': () => (signedIn ? me('specialist') : unauthenticated()),
      'PUT /cases/c1/opinion': (body: unknown) => (signedIn ? s.store(body) : unauthenticated()),
      'POST /session': { step: 'code' },
      'POST /session/code': () => {
        signedIn = true
        return me('specialist')
      },
    })
    return { ...s, end: () => (signedIn = false) }
  }

  it('lays the sign-in over the page and saves what was typed after it', async () => {
    const s = endingSession()
    const { user } = await write('Now.')
    s.end()
    await screen.findByRole('heading', { name: 'Sign in again' })
    expect(document.body.dataset.shielded).toBe('')
    expect(screen.queryByRole('dialog')).toBeNull()
    const sign = document.querySelector<HTMLElement>('[data-shield]')
    expect(sign?.textContent).toContain('What was typed is kept')
    expect(sign?.textContent).not.toContain('Ben-David')
    // Who looks at the keys types on: no field takes it, and the letter is not under them.
    await user.keyboard('of the left breast.')
    expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('')
    await signIn(user)
    await screen.findByText(/^Saved \d/)
    expect(document.body.dataset.shielded).toBeUndefined()
    expect(screen.queryByLabelText('E-mail')).toBeNull()
    expect(paper()).toBe('Now.')
    expect(wordsOf(s.kept.opinion)).toBe('Now.')
  })

  it.each(['signed out in another window', 'ended by itself'])('%s loses no word that was typed meanwhile', async how => {
    const s = endingSession()
    const { user } = await write('Now.')
    await screen.findByText(/^Saved \d/)
    await user.type(screen.getByLabelText(question), ' Of the left breast.')
    s.end()
    if (how === 'signed out in another window') {
      const origin = vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(1)
      tellSignedOut()
      origin.mockRestore()
    }
    await screen.findByRole('heading', { name: 'Sign in again' })
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Sign in again' }))
    await signIn(user)
    await waitFor(() => expect(wordsOf(s.kept.opinion)).toBe('Now. Of the left breast.'))
    expect(paper()).toBe('Now. Of the left breast.')
  })

  it('keeps it where a background question finds out', async () => {
    const s = endingSession()
    const { user } = await write('Now.')
    await screen.findByText(/^Saved \d/)
    s.end()
    s.all['GET /cases/c1'] = () => (s.all['GET /me'] as () => unknown)()
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + 30 * 60_000)
    act(() => void window.dispatchEvent(new Event('visibilitychange')))
    await screen.findByRole('heading', { name: 'Sign in again' })
    expect(paper()).toBe('Now.')
    s.all['GET /cases/c1'] = aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'] })
    await signIn(user)
    await waitFor(() => expect(document.body.dataset.shielded).toBeUndefined())
    expect(paper()).toBe('Now.')
  })

  it('leaves nothing to another person, and saves nothing in that name', async () => {
    const s = endingSession()
    const { user } = await write('Now.')
    s.end()
    await screen.findByRole('heading', { name: 'Sign in again' })
    const before = puts(s.asked).length
    s.all['POST /session/code'] = { ...me('approver'), id: 'other' }
    s.all['PUT /cases/c1/opinion'] = s.store
    s.all['GET /cases/c1/opinion'] = () => problem(404, 'not-found', 'There is nothing here.')
    s.all['GET /cases/c1'] = s.all['GET /cases/c1/opinion']
    await signIn(user)
    await screen.findByText('There is nothing here.')
    expect(screen.queryByLabelText(question)).toBeNull()
    expect(document.body.textContent).not.toContain('Ben-David')
    expect(puts(s.asked).length).toBe(before)
  })
})

describe('another window', () => {
  async function overtaken() {
    const s = serviceWithDraft()
    const theirs = structuredClone(opinion().content)
    if (theirs.answers[0]) theirs.answers[0].text = 'Theirs.'
    s.kept.opinion = opinion()
    const shown = await write('M')
    await screen.findByText(/^Saved \d/)
    s.kept.opinion = opinion({ row_version: 200, content: theirs })
    await shown.user.type(screen.getByLabelText(question), 'ine.')
    await screen.findByText(/^Saved from another window/)
    expect(paper()).toBe('Mine.')
    return { ...s, ...shown }
  }

  it('is written over by choice', async () => {
    const s = await overtaken()
    expect(await axeFindings(s.container)).toEqual([])
    expect(screen.getByText('What the other window saved is written over.')).toBeTruthy()
    await s.user.click(screen.getByRole('button', { name: 'Keep mine' }))
    await screen.findByText(/^Saved \d/)
    expect(wordsOf(s.kept.opinion)).toBe('Mine.')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('takes its place by choice', async () => {
    const s = await overtaken()
    expect(screen.getByText('What you typed here and is not saved is gone.')).toBeTruthy()
    await s.user.click(screen.getByRole('button', { name: 'Load what is stored' }))
    await waitFor(() => expect(paper()).toBe('Theirs.'))
    expect(wordsOf(s.kept.opinion)).toBe('Theirs.')
    expect(asksBeforeClosing()).toBe(false)
  })
})

describe('leaving', () => {
  it('waits for the save', async () => {
    const s = serviceWithDraft()
    const { user } = await write('Now.')
    await user.click(screen.getByRole('link', { name: 'My cases' }))
    await screen.findByRole('grid')
    expect(puts(s.asked)).toHaveLength(1)
    expect(wordsOf(s.kept.opinion)).toBe('Now.')
  })

  it('asks where it cannot be saved', async () => {
    const s = serviceWithDraft({ 'PUT /cases/c1/opinion': offline })
    const { user } = await write('Now.')
    await user.click(screen.getByRole('link', { name: 'My cases' }))
    const dialog = await screen.findByRole('dialog', { name: 'Leave before it is saved?' })
    await user.click(within(dialog).getByRole('button', { name: 'Stay here' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(window.location.pathname).toBe('/console/case/c1/write')
    expect(paper()).toBe('Now.')
    await user.click(screen.getByRole('link', { name: 'My cases' }))
    await user.click(await screen.findByRole('button', { name: 'Leave without it' }))
    await screen.findByRole('grid')
    expect(wordsOf(s.kept.opinion)).toBe('')
  })

  it('keeps a report while it is typed, and asks before it is lost where it cannot be kept', async () => {
    let stored = { kind: 'imaging', text: 'A nodule', row_version: 3 }
    let away = false
    const asked = fakeService({
      'GET /me': me('radiologist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'in-review', roles: ['radiologist'], acts: ['finalize-overread'], overreads: [{ kind: 'imaging', state: 'assigned', reason: '', reader: { id: 'me', name: 'Caroline Mbeki' }, due_at: null, finished_at: null, doubted_at: null, mine: true, report: '' }] }),
      'GET /cases/c1/report-texts': { templates: [] },
      'GET /phrases': { phrases: [], row_version: 0 },
      'GET /cases/c1/notes': () => ({ reports: [stored], looked: [] }),
      'PUT /cases/c1/notes/report': (body: unknown) => {
        if (away) return problem(503, 'internal', 'The service is busy.')
        const sent = body as typeof stored
        if (sent.row_version !== stored.row_version) return problem(409, 'conflict', 'Saved elsewhere.')
        stored = { ...sent, row_version: sent.row_version + 1 }
        return stored
      },
    })
    window.history.replaceState(null, '', '/console/case/c1')
    render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    )
    const user = userEvent.setup()
    const box = await screen.findByLabelText(/^Your report/)
    expect(box).toHaveProperty('value', 'A nodule')
    await user.type(box, ' of 4 mm.')
    expect(asksBeforeClosing()).toBe(true)
    await waitFor(() => expect(stored).toEqual({ kind: 'imaging', text: 'A nodule of 4 mm.', row_version: 4 }))
    await screen.findByText(/^Kept, yours alone/)
    expect(asksBeforeClosing()).toBe(false)
    away = true
    await user.type(box, ' Old.')
    await user.click(screen.getAllByRole('link', { name: /My cases/ })[0] as HTMLElement)
    await user.click(await screen.findByRole('button', { name: 'Stay here' }))
    expect(screen.getByLabelText(/^Your report/)).toHaveProperty('value', 'A nodule of 4 mm. Old.')
    away = false
    await user.type(box, '.')
    await waitFor(() => expect(stored.text).toBe('A nodule of 4 mm. Old..'))
    expect(asked.some(a => a.path.includes('nodule'))).toBe(false)
  })

  it('goes on with the report that was kept, by this page or by another window, when the reader comes back', async () => {
    let stored = { kind: 'imaging', text: '', row_version: 0 }
    fakeService({
      'GET /me': me('radiologist'),
      'GET /cases': list,
      'GET /cases/c1': aCase({ state: 'in-review', roles: ['radiologist'], acts: ['finalize-overread'], overreads: [{ kind: 'imaging', state: 'assigned', reason: '', reader: { id: 'me', name: 'Caroline Mbeki' }, due_at: null, finished_at: null, doubted_at: null, mine: true, report: '' }] }),
      'GET /cases/c1/report-texts': { templates: [] },
      'GET /phrases': { phrases: [], row_version: 0 },
      'GET /cases/c1/notes': () => ({ reports: stored.row_version > 0 ? [stored] : [], looked: [] }),
      'PUT /cases/c1/notes/report': (body: unknown) => {
        const sent = body as typeof stored
        if (sent.row_version !== stored.row_version) return problem(409, 'conflict', 'Saved elsewhere.')
        stored = { ...sent, row_version: sent.row_version + 1 }
        return stored
      },
    })
    window.history.replaceState(null, '', '/console/case/c1')
    render(
      <LookProvider pointer>
        <App />
      </LookProvider>,
    )
    const user = userEvent.setup()
    const leaveAndComeBack = async () => {
      await user.click(screen.getAllByRole('link', { name: /My cases/ })[0] as HTMLElement)
      await screen.findByRole('grid')
      act(() => window.history.back())
      return screen.findByLabelText<HTMLTextAreaElement>(/^Your report/)
    }
    await user.type(await screen.findByLabelText(/^Your report/), 'A nodule')
    const box = await leaveAndComeBack()
    expect(box.value).toBe('A nodule')
    await user.type(box, ' of 4 mm')
    await waitFor(() => expect(stored.text).toBe('A nodule of 4 mm'))
    stored = { ...stored, text: 'Of another window', row_version: stored.row_version + 1 }
    const again = await leaveAndComeBack()
    expect(again.value).toBe('Of another window')
    await user.type(again, '.')
    await waitFor(() => expect(stored.text).toBe('Of another window.'))
  })
})

describe('undo', () => {
  it('goes back over parts and choices from wherever one is, saves what it brought back, and goes to it', async () => {
    const s = serviceWithDraft()
    const { user } = await write('Now.')
    await user.click(screen.getByLabelText(text.write.travel))
    const essay = screen.getByRole('region', { name: text.write.essay })
    await user.click(within(essay).getByRole('button', { name: text.write.addSection }))
    await user.type(within(essay).getByLabelText(text.write.heading), 'More')
    await waitFor(() => expect(s.kept.opinion.content.sections).toEqual([{ heading: 'More', text: '' }]))
    const undo = () => user.keyboard('{Control>}z{/Control}')
    await undo()
    expect(within(essay).getByLabelText<HTMLInputElement>(text.write.heading).value).toBe('')
    await undo()
    expect(within(essay).queryByLabelText(text.write.heading)).toBeNull()
    await undo()
    expect(screen.getByLabelText<HTMLInputElement>(text.write.travel).checked).toBe(false)
    await undo()
    expect(paper()).toBe('')
    expect(document.activeElement).toBe(screen.getByLabelText(question))
    expect(screen.getByRole('button', { name: 'Take back' })).toHaveProperty('disabled', true)
    await waitFor(() => expect(wordsOf(s.kept.opinion)).toBe(''))
    await user.keyboard('{Control>}{Shift>}z{/Shift}{/Control}')
    expect(paper()).toBe('Now.')
    await waitFor(() => expect(wordsOf(s.kept.opinion)).toBe('Now.'))
  })
})

describe('own phrases', () => {
  it('are found and changed by keys, and kept over what was read', async () => {
    const kept = { phrases: [{ name: 'thanks', text: 'Thank **you**.' }], row_version: 3 }
    const s = serviceWithDraft({ 'GET /phrases': kept, 'PUT /phrases': (body: unknown) => ({ ...(body as typeof kept), row_version: 4 }) })
    const { user, container } = await write('Now.')
    await user.click(screen.getByRole('button', { name: text.phrases.title }))
    await user.keyboard('/tha')
    expect(await screen.findByText('Thank you.')).toBeTruthy()
    expect(await axeFindings(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Change them' }))
    const sheet = await screen.findByRole('dialog', { name: 'Own phrases' })
    await user.click(within(sheet).getByRole('button', { name: 'Add a phrase' }))
    await user.type(within(sheet).getAllByLabelText('Name')[1] ?? sheet, 'close')
    await user.type(within(sheet).getAllByLabelText('Text')[1] ?? sheet, 'With kind regards.')
    await user.click(within(sheet).getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(s.asked.find(a => a.method === 'PUT' && a.path === '/phrases')?.body).toEqual({ row_version: 3, phrases: [...kept.phrases, { name: 'close', text: 'With kind regards.' }] }))
  })
})
