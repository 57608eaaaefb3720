import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Approval, Case, Comment, Opinion, ProofFinding } from '../api/types'
import acts from '../acts.json'
import { App } from '../app'
import words from '../en.json'
import { aCase, approval, comment, fakeService, list, me, opinion, problem } from './fake-service'

beforeEach(() => startText({ console: words, acts }))

const before = opinion().content
const text = 'He is a candidate for resection. The portal pressure was not measured.'

/** The approval's page over a service that keeps what is ticked and said. */
function page(more: { opinion?: Partial<Opinion>; case?: Partial<Case>; approval?: Partial<Approval>; approve?: () => unknown; keep?: () => unknown; before?: Opinion; findings?: ProofFinding[] } = {}) {
  let now = approval(more.approval)
  const step = (change: (a: Approval) => Approval) => (now = change(now))
  const ticks = Object.fromEntries(
    now.checks.map(x => [
      `PUT /cases/c1/approval/checks/${x.code}`,
      (body: unknown) => step(a => ({ ...a, checks: a.checks.map(c => (c.code === x.code ? { ...c, mine: (body as { made: boolean }).made ? '2026-11-24T16:00:00Z' : null } : c)) })),
    ]),
  )
  const answers: Record<string, unknown> = {
    'GET /me': me('approver'),
    'GET /cases': { ...list, rows: list.rows.slice(0, 1).map(r => ({ ...r, state: 'approval', role: 'approver', next: 'approve' })) },
    'GET /reasons': { 'return-draft': ['unclear'] },
    'GET /cases/c1': aCase({ state: 'approval', roles: ['approver'], acts: ['approve', 'return-draft'], ...more.case }),
    'GET /cases/c1/opinion': opinion({ state: 'approval', sha256: 'now', author: { id: 'a', name: 'Dr. Naomi Vasquez-Imamura' }, content: { ...before, assessment: text }, ...more.opinion }),
    'GET /cases/c1/opinion?version=1': more.before,
    'GET /cases/c1/opinion/proof?version=2': { findings: [], sides: [], unread: 0, cut: false },
    'GET /cases/c1/opinion/proof?version=1': { findings: more.findings ?? [], sides: [], unread: 0, cut: false },
    'GET /cases/c1/approval': () => now,
    ...ticks,
    'POST /cases/c1/acts/approve': more.approve ?? (() => aCase({ state: 'released', roles: ['approver'], acts: [] })),
  }
  const asked = fakeService(
    new Proxy(answers, {
      get: (known, at: string) => {
        const kept = /^PUT \/cases\/c1\/approval\/comments\/([0-9a-f]{32})$/.exec(at)
        if (kept && more.keep) return more.keep
        if (kept) return (body: unknown) => step(a => ({ ...a, comments: [...a.comments.filter(c => c.id !== kept[1]), comment({ ...(body as Comment), id: kept[1], row_version: (body as Comment).row_version + 1 })] }))
        const gone = /^DELETE \/cases\/c1\/approval\/comments\/(\w+)\?/.exec(at)
        if (gone) return () => step(a => ({ ...a, comments: a.comments.filter(c => c.id !== gone[1]) }))
        return known[at]
      },
    }),
  )
  window.history.replaceState(null, '', '/console/')
  const { container } = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, container, user: userEvent.setup(), open: async () => userEvent.click(await screen.findByRole('row', { name: /Ben-David/ })) }
}

const letter = () => screen.getByRole('article')

describe('an approval', () => {
  // S18: the controls stay beside the letter; S6: the ticks are sent.
  it('is 4 presses of keys from the list, with password and code typed: each tick is kept, and one act releases', async () => {
    const { asked, container, user } = page()
    ;(await screen.findByRole('grid')).focus()
    await user.keyboard('j{Enter}') // 1
    await screen.findByText('Your own reading')
    expect(await axeFindings(container)).toEqual([])
    expect(screen.queryByLabelText('Password')).toBeNull()
    for (const box of screen.getAllByRole('checkbox')) {
      expect(box.tabIndex).toBe(0)
      box.focus()
      await user.keyboard(' ') // 4
    }
    await user.type(await screen.findByLabelText('Password'), 'Secret-word-1')
    const code = screen.getByLabelText('One-time code')
    await user.type(code, '123456')
    const form = code.closest('form') as HTMLFormElement
    for (let press = 0; press < 2; press++) fireEvent.submit(form) // held down, Enter is one release all the same
    await screen.findAllByText('Released. The clinic’s program gets it at its next exchange.')
    expect(asked.filter(a => a.method !== 'GET').map(a => [a.path.split('/').at(-1), a.body])).toEqual([
      ...['answers', 'names', 'words'].map(code => [code, { sha256: 'now', list: 0, made: true }]),
      ['approve', { seq: 7, version: 1, password: 'Secret-word-1', code: '123456' }],
    ])
  })

  it('says which check is open, and asks for no password before', async () => {
    const { asked, user, open } = page()
    await open()
    await user.click(await screen.findByRole('checkbox', { name: /^Each answer/ }))
    await user.click(screen.getByRole('button', { name: 'Approve and release' }))
    await screen.findByText('Tick what you have read for yourself first.')
    expect(screen.getAllByText('Look at it, then tick it.')).toHaveLength(2)
    expect(asked.some(a => a.method === 'POST')).toBe(false)
  })

  it('keeps who is signed in where the password was wrong, and asks for another code', async () => {
    const made = approval().checks.map(c => ({ ...c, mine: '2026-11-24T16:00:00Z' }))
    const { user, open } = page({ approval: { checks: made }, approve: () => problem(401, 'unauthenticated', 'The password is not right. Nothing was signed. Check Caps Lock and try again.') })
    await open()
    await user.type(await screen.findByLabelText('Password'), 'x')
    await user.type(screen.getByLabelText('One-time code'), '123456')
    await user.click(screen.getByRole('button', { name: 'Approve and release' }))
    await screen.findByText(/The password is not right/)
    expect(screen.getByLabelText('One-time code')).toHaveProperty('value', '')
    expect(screen.queryByLabelText('E-mail')).toBeNull()
  })

  it('says whose the ticks are of a letter that was taken over', async () => {
    const checks = approval().checks.map(c => ({ ...c, others: [{ by: 'Dr. Ines Moreau', at: '2026-11-23T16:00:00Z' }] }))
    const { open } = page({ approval: { checks } })
    await open()
    expect(await screen.findAllByText(/^Dr\. Ines Moreau, 23 Nov/)).toHaveLength(3)
    for (const box of screen.getAllByRole('checkbox')) expect(box).toHaveProperty('checked', false)
  })
})

describe('beside the letter', () => {
  it('are what was asked and the records, and no payer, telephone or member number', async () => {
    const { container, user, open } = page()
    await open()
    await user.click(await screen.findByRole('button', { name: 'Asked' }))
    const aside = screen.getByRole('complementary', { name: 'Before you approve' })
    within(aside).getByText('Remove the ovaries now, or wait until 40?')
    within(aside).getByText('Mother')
    await user.click(screen.getByRole('button', { name: /^Records/ }))
    await within(aside).findByText('No record was sent.')
    expect(container.textContent).not.toMatch(/Acme|M-1/)
    // What decides stays where it is.
    screen.getByRole('button', { name: 'Approve and release' })
    screen.getByRole('button', { name: 'Return with comments' })
  })
})

describe('what stands against the letter', () => {
  it('is chosen in it, so that something can be said of it, and its record is opened beside it', async () => {
    const record = { id: 'r7', name: 'ultrasound.pdf', media_type: 'text/plain', bytes: 9, sha256: '', modality: '', study: '', study_uid: '', series: '', series_uid: '', date: '', accession_number: '', referring_physician: '', kept: '', parts: 0, unlisted: false }
    const { user, open } = page({
      case: { records: [record] },
      findings: [{ key: 'k'.repeat(32), kind: 'side', place: 'assessment', block: 'He is a candidate for resection. The portal pressure was not measured.', start: 37, end: 52, words: 'portal pressure', says: 'Here it is the portal.', against: 'The arterial pressure was measured on the left', source: '“ultrasound.pdf”', record: 'r7', settled: false }],
    })
    await open()
    // It is said where the letter is released, and leads to what was found, above what is to be ticked.
    await user.click(await screen.findByRole('button', { name: 'One thing to look at first' }))
    expect(screen.queryByText('Look at it, then tick it.')).toBeNull()
    expect(screen.getByText('Read against the case').compareDocumentPosition(screen.getByText('Your own reading')) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy()
    await user.click(await screen.findByRole('button', { name: 'Go to “portal pressure”' }))
    await waitFor(() => expect(window.getSelection()?.toString()).toBe('portal pressure'))
    await user.click(screen.getByRole('button', { name: 'Open “ultrasound.pdf” there' }))
    await screen.findByRole('region', { name: 'ultrasound.pdf' })
    within(letter()).getByText(/portal pressure/) // the letter stays beside it
  })
})

// S8
describe('a correction', () => {
  it('says why it was begun, by whom, and what changed against the version that it replaces', async () => {
    const content = { ...before, version: 2, kind: 'correction', supersedes: 1, change: 'The dose.', assessment: 'Give 5 mg.' } as Opinion['content']
    const { container, open } = page({
      opinion: { version: 2, kind: 'correction', content },
      case: {
        acts: ['approve-revision', 'return-revision'],
        opinions: [
          { version: 1, kind: 'opinion', state: 'released', author: 'A', approver: 'B', signed_at: null, released_at: '2026-11-20T10:00:00Z', accessed_at: null, superseded_at: null, acknowledged_at: null, delivered: false, fingerprint: '' },
          { version: 2, kind: 'correction', state: 'approval', author: 'A', approver: '', signed_at: null, released_at: null, accessed_at: null, superseded_at: null, acknowledged_at: null, delivered: false, fingerprint: '' },
        ],
        timeline: [{ seq: 1, at: '2026-11-24T09:00:00Z', actor: 'Dr. Naomi Vasquez-Imamura', role: 'specialist', event: 'begin-correction', from: 'closed', to: 'closed', reason: 'error', note: 'A dose was wrong.' }],
      },
      before: opinion({ version: 1, state: 'released', content: { ...before, assessment: 'Give 50 mg.' } }),
    })
    await open()
    const main = await screen.findByRole('main')
    await within(main).findByText('Correction of version 1')
    within(main).getByText('A dose was wrong.')
    expect(within(main).getByText(/Vasquez-Imamura, 24 Nov/)).toBeTruthy()
    expect(within(main).getByText(/version 1 stands no more/)).toBeTruthy()
    screen.getByText('Correction') // beside the patient's name
    await waitFor(() => expect(container.querySelector('del')?.textContent).toContain('50'))
    expect([...container.querySelectorAll('ins')].map(x => x.textContent).join(' ')).toContain('5')
    expect(await axeFindings(container)).toEqual([])
  })
})

describe('a comment', () => {
  const select = (from: string, to: string) => {
    const node = [...letter().querySelectorAll('p')].find(p => p.textContent?.includes(from))?.firstChild as Text
    const range = document.createRange()
    range.setStart(node, node.data.indexOf(from) + 2)
    range.setEnd(node, node.data.indexOf(to) + 2)
    window.getSelection()?.removeAllRanges()
    window.getSelection()?.addRange(range)
    fireEvent(document, new Event('selectionchange'))
  }

  it('is kept at the words that were chosen, is changed and removed, and goes with the letter', async () => {
    const { asked, container, user, open } = page()
    await open()
    await screen.findByText(text)
    select('portal', 'pressure')
    await user.click(await screen.findByRole('button', { name: 'Comment on these words' }))
    await user.type(screen.getByLabelText('What should change'), 'What if it is raised?{Control>}{Enter}{/Control}')
    await within(letter()).findByText('What if it is raised?')
    within(letter()).getByText('portal pressure')
    expect(asked.findLast(a => a.method === 'PUT')?.body).toEqual({ sha256: 'now', part: 'assessment', quote: 'portal pressure', start: 7, text: 'What if it is raised?', row_version: 0 })
    expect(await axeFindings(container)).toEqual([])
    // A comment that is not sent holds up the release.
    for (const box of screen.getAllByRole('checkbox')) await user.click(box)
    await user.click(screen.getByRole('button', { name: 'Approve and release' }))
    await screen.findByText('A comment is not sent. Return the letter with it, or remove it.')
    await user.click(within(letter()).getByRole('button', { name: 'Change' }))
    await user.type(screen.getByLabelText('What should change'), ' Say so.')
    await user.click(screen.getByRole('button', { name: 'Keep the comment' }))
    await within(letter()).findByText('What if it is raised? Say so.')
    await user.click(screen.getByRole('button', { name: 'Return with one comment' }))
    const dialog = await screen.findByRole('dialog')
    within(dialog).getByText('The comment that you kept at its place goes with it.')
    await user.click(within(dialog).getByRole('button', { name: 'Not yet' }))
    await user.click(within(letter()).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(within(letter()).queryByText(/raised/)).toBeNull())
    await screen.findByRole('button', { name: 'Return with comments' })
  })

  it('is kept first where it is typed and the letter is returned, released or another is begun', async () => {
    const { asked, user, open } = page()
    await open()
    await user.click(await screen.findByRole('button', { name: 'Comment on Assessment' }))
    await user.type(screen.getByLabelText('What should change'), 'Say by whom.')
    await user.click(screen.getByRole('button', { name: 'Return with comments' }))
    within(await screen.findByRole('dialog')).getByText('The comment that you kept at its place goes with it.')
    expect(asked.findLast(a => a.method === 'PUT')?.body).toMatchObject({ part: 'assessment', text: 'Say by whom.' })
    await user.click(screen.getByRole('button', { name: 'Not yet' }))
    await user.click(screen.getByRole('button', { name: 'Comment on Limits' }))
    await user.type(screen.getByLabelText('What should change'), 'And when?')
    await user.click(screen.getByRole('button', { name: 'Comment on Assessment' }))
    await within(letter()).findByText('And when?')
    await user.type(screen.getByLabelText('What should change'), 'And why?')
    for (const box of screen.getAllByRole('checkbox')) await user.click(box)
    await user.click(screen.getByRole('button', { name: 'Approve and release' }))
    await screen.findByText('3 comments are not sent. Return the letter with them, or remove them.')
    expect(asked.some(a => a.method === 'POST')).toBe(false)
  })

  it('that cannot be kept stays typed, and the letter is not returned', async () => {
    const { user, open } = page({ keep: () => problem(500, 'internal', 'Nothing was kept. Try again.') })
    await open()
    await user.click(await screen.findByRole('button', { name: 'Comment on Assessment' }))
    await user.type(screen.getByLabelText('What should change'), 'Say by whom.')
    await user.click(screen.getByRole('button', { name: 'Return with comments' }))
    expect((await screen.findAllByText(/^Nothing was kept/)).length).toBeGreaterThan(0)
    expect(screen.getByLabelText('What should change')).toHaveProperty('value', 'Say by whom.')
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('is made without a pointer: of a part, at one of its sentences', async () => {
    const { asked, user, open } = page()
    await open()
    const at = await screen.findByRole('button', { name: 'Comment on Assessment' })
    at.focus()
    await user.keyboard('{Enter}')
    expect(document.activeElement).toBe(screen.getByLabelText('What should change'))
    await user.type(screen.getByLabelText('What should change'), 'Measure it.')
    await user.click(screen.getByRole('textbox', { name: 'About' }))
    await user.keyboard('{Escape}') // from the list alone
    expect(screen.getByLabelText('What should change')).toHaveProperty('value', 'Measure it.')
    await user.click(screen.getByRole('textbox', { name: 'About' }))
    await user.click(await screen.findByRole('option', { name: 'The portal pressure was not measured.' }))
    await user.keyboard('{Escape}') // nothing that was typed is lost by it
    await within(letter()).findByText('Measure it.')
    expect(asked.findLast(a => a.method === 'PUT')?.body).toMatchObject({ quote: 'The portal pressure was not measured.', start: 6 })
  })

  it('of the last round says whether it is done, and when its words are others', async () => {
    const comments = [
      comment({ id: 'b1', quote: 'candidate for resection', start: 3, settled: true, answer: 'See the third sentence.', answered_by: 'Dr. Naomi Vasquez-Imamura', answered_at: '2026-11-24T12:00:00Z' }),
      comment({ id: 'b2', quote: 'a candidate for ablation', start: 2, text: 'Are you sure?' }),
    ]
    const { container, user, open } = page({ opinion: { comments, previous: { ...before, assessment: text.replace('resection', 'ablation') } } })
    await open()
    await within(await screen.findByRole('article')).findByText('Done, says Dr. Naomi Vasquez-Imamura, 24 Nov 2026')
    within(letter()).getByText(/See the third sentence/)
    within(letter()).getByText('Not answered')
    expect(within(letter()).getAllByText(/^Its words have changed/)).toHaveLength(1)
    expect(container.querySelector('ins')?.textContent).toContain('resection')
    expect(container.querySelector('del')?.textContent).toContain('ablation')
    await user.click(screen.getByRole('button', { name: /^Are you sure/ }))
    await waitFor(() => expect(document.activeElement?.id).toBe('comment-b2'))
  })
})
