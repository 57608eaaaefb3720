import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { plainFields } from '@shared/testing/plain-field'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it } from 'vitest'
import acts from '../acts.json'
import type { Check, Content } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion } from './fake-service'

plainFields()

beforeEach(() => startText({ console: text, acts }))

const asked = 'Remove the ovaries now, or wait until 40?'
const { answers } = opinion().content

async function write(content: Partial<Content> = {}, checks: Check[] = opinion().checks, last?: { event: string; reason: string }, from = '/console/case/c1/write') {
  let row = 100
  const asks = fakeService({
    'GET /me': me('specialist'),
    'GET /cases': { ...list, rows: list.rows.slice(0, 1) },
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'], timeline: last ? [{ seq: 1, at: '2026-11-30T12:00:00Z', actor: 'Dr. A', role: 'approver', from: '', to: '', note: '', ...last }] : [] }),
    'GET /cases/c1/opinion': opinion({ checks, content: { ...opinion().content, ...content } }),
    'GET /cases/c1/opinion/proof?version=1': { findings: [], sides: [], unread: 0, cut: false },
    'POST /cases/c1/acts/sign-draft': aCase({ state: 'approval', roles: ['specialist'], acts: [] }),
    'GET /cases/c1/notes': { reports: [], looked: [] },
    'PUT /cases/c1/opinion': (body: unknown) => opinion({ row_version: ++row, checks, content: (body as { content: Content }).content }),
  })
  window.history.replaceState(null, '', from)
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  if (from.endsWith('write')) await screen.findByRole('navigation', { name: 'The letter' })
  const saved = (want: (c: Content) => unknown, value: unknown) =>
    waitFor(
      () => {
        const last = asks.filter(a => a.method === 'PUT').at(-1)?.body as { content: Content } | undefined
        expect(last && want(last.content)).toEqual(value)
      },
      { timeout: 4000 },
    )
  return { user: userEvent.setup(), saved, asks }
}

const at = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent
const part = (name: string) => screen.getByRole('region', { name })

// S9: what is typed goes nowhere else.
describe('where the keys are', () => {
  it('is the first part that is to be written when the page opens, and F6 leads on from there', async () => {
    const { user } = await write()
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(asked)))
    await user.keyboard('Now.')
    expect(screen.getByLabelText(asked)).toHaveProperty('value', 'Now.')
    await user.keyboard('{F6}')
    expect(document.activeElement?.closest('aside')).toBeTruthy()
    ;(document.activeElement as HTMLElement).blur()
    await user.keyboard('{F6}')
    expect(document.activeElement?.closest('[data-letter]')).toBeTruthy()
    screen.getByLabelText(asked).focus()
    await user.keyboard('{Alt>}{F10}{/Alt}')
    expect(document.activeElement?.closest('[role=toolbar]')).toBeTruthy()
    await user.keyboard('{Tab}{Escape}')
    expect(document.activeElement).toBe(screen.getByLabelText(asked))
    // Behind the last part the signature is what comes next.
    for (let parts = 0; !screen.queryByRole('dialog') && parts < 20; parts++) await user.keyboard('{Control>}{ArrowDown}{/Control}')
    await screen.findByRole('dialog', { name: 'The letter as it will be' })
  })

  it('stays in the rows of the options and of the references, whatever is done to one', async () => {
    const { user } = await write({ references: ['First', 'Second', 'Third'] })
    const refs = part('References')
    within(refs).getByRole('button', { name: text.references.removeOf.replace('{{number}}', '2') }).focus()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(document.activeElement).toHaveProperty('value', 'Third'))
    const add = within(part('Options')).getByRole('button', { name: 'Add an option' })
    for (const n of [1, 2]) {
      add.focus()
      await user.keyboard('{Enter}')
      await waitFor(() => expect(at()).not.toBe('Add an option'))
      await user.keyboard(`Way ${n}`)
    }
    within(part('Options')).getByRole('button', { name: 'Move 2 up' }).focus()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(document.activeElement).toHaveProperty('value', 'Way 2'))
    within(part('Options')).getByRole('button', { name: 'Remove option 1' }).focus()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(document.activeElement).toHaveProperty('value', 'Way 1'))
  })
})

it('goes on with Enter from the name of an option to what is held of it', async () => {
  const { user } = await write()
  const options = within(part('Options'))
  options.getByRole('button', { name: 'Add an option' }).focus()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(at()).not.toBe('Add an option'))
  await user.keyboard('Lobectomy{Enter}')
  expect(options.getByLabelText('Option 1')).toHaveProperty('value', 'Lobectomy')
  expect(document.activeElement?.closest('[role=group]')).toBeTruthy()
  expect(document.activeElement?.tagName).toBe('BUTTON')
})

it('has six questions answered and signed from the list by 10 presses of keys', async () => {
  const names = ['One?', 'Two?', 'Three?', 'Four?', 'Five?', 'Six?']
  const empty = answers[0]
  if (!empty) throw new Error('the opinion has no question')
  const { user, asks } = await write({ answers: names.map(question => ({ ...empty, question, text: '', parts: [], state: undefined })) }, undefined, undefined, '/console/')
  let keys = 0
  const press = async (key: string) => {
    keys++
    await user.keyboard(key)
  }
  const on = async (role: string, name: RegExp) => {
    const el = await screen.findByRole(role, { name }, { timeout: 8000 })
    expect(el.tabIndex).toBeGreaterThanOrEqual(0) // Tab leads there
    el.focus()
    await press('{Enter}')
  }
  ;(await screen.findByRole('grid')).focus()
  await user.keyboard('j') // as an arrow does
  await press('{Enter}')
  await on('button', /^Write the opinion/)
  for (const question of names) {
    if (question !== 'One?') await press('{Control>}{ArrowDown}{/Control}')
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(question)))
    await user.keyboard(`Yes, ${question}`)
  }
  await on('button', /^Review and sign/)
  await on('button', /^Sign the opinion/)
  const dialog = within(await screen.findByRole('dialog', { name: 'Sign with your own key' }))
  dialog.getByLabelText('Password').focus()
  await user.keyboard('Secret-word-1')
  dialog.getByLabelText('One-time code').focus()
  await user.keyboard('123456')
  dialog.getByRole('button', { name: /^Sign/ }).focus() // jsdom submits no form from its fields
  await press('{Enter}')
  await waitFor(() => expect(asks.some(a => a.path.endsWith('/acts/sign-draft'))).toBe(true))
  const saved = asks.filter(a => a.method === 'PUT' && a.path.endsWith('/opinion')).at(-1)?.body as { content: Content }
  expect(saved.content.answers.map(a => a.text)).toEqual(names.map(n => `Yes, ${n}`))
  expect(keys).toBeLessThanOrEqual(10)
})

it('says on arriving why it is written once more', async () => {
  await write({}, opinion().checks, { event: 'return-draft', reason: 'unclear' })
  expect(screen.getByText(/^Sent back by Dr. A, 30 Nov 2026: Not clear\./)).toBeTruthy()
})

// S8
it('says what a correction is for', async () => {
  await write({ kind: 'correction', change: 'The side was wrong.' })
  expect(screen.getByText('The side was wrong.')).toBeTruthy()
})

describe('a list', () => {
  const limits = () => part('Limits')
  const line = (n: number) => within(limits()).getAllByRole('textbox')[n - 1] as HTMLTextAreaElement

  it('leads with Tab from a line that was emptied to the next one, not past it', async () => {
    const { user, saved } = await write({ limits: ['One.', 'Two.', 'Three.'] })
    await user.clear(line(1))
    await user.tab()
    await waitFor(() => expect(within(limits()).getAllByRole('textbox').map(b => (b as HTMLTextAreaElement).value)).toEqual(['Two.', 'Three.', '']))
    expect(document.activeElement).toHaveProperty('value', 'Two.')
    await saved(c => c.limits, ['Two.', 'Three.'])
  })

  it('makes a row with Enter: behind a line, between two, of what stands behind the cursor', async () => {
    const { user, saved } = await write({ limits: ['One. Two.', 'Three.'] })
    line(1).focus()
    line(1).setSelectionRange(5, 5)
    await user.keyboard('{Enter}')
    await waitFor(() => expect(document.activeElement).toHaveProperty('value', 'Two.'))
    await user.keyboard('{End}{Enter}')
    await waitFor(() => expect(at()).toBe(`One more here, ${text.write.limitsLabel}`))
    await user.keyboard('Half.')
    await saved(c => c.limits.map(l => l.trim()), ['One.', 'Two.', 'Half.', 'Three.'])
    expect(document.activeElement).toHaveProperty('value', 'Half.')
    await user.keyboard('{Enter}{Backspace}')
    await waitFor(() => expect(document.activeElement).toHaveProperty('value', 'Half.'))
    await user.tab()
    await saved(c => c.limits.length, 4)
  })

  it('takes along what the texts say of notes where one is put in before others', async () => {
    const { user, saved } = await write({ notes: ['Alpha', 'Beta'], assessment: 'See [*1] and [*2].' })
    const notes = within(part('Notes'))
    const first = notes.getAllByRole('textbox')[0] as HTMLTextAreaElement
    first.focus()
    first.setSelectionRange(5, 5)
    await user.keyboard('{Enter}')
    await waitFor(() => expect(at()).toMatch(/^One more here/))
    await user.keyboard('New')
    await saved(c => [c.notes, c.assessment], [['Alpha', 'New', 'Beta'], 'See [*1] and [*3].'])
  })
})

describe('how far a question is answered', () => {
  const state = () => screen.getByRole('group', { name: 'How far question 1 is answered' })
  const press = (name: string) => within(state()).getByRole('button', { name })

  it('is nothing before a word is typed', async () => {
    const { user } = await write({ answers: answers.map(a => ({ ...a, text: '', state: undefined })) })
    expect(within(state()).queryByRole('button', { pressed: true })).toBeNull()
    await user.type(screen.getByLabelText(asked), 'Now.')
    expect(press('Answered').getAttribute('aria-pressed')).toBe('true')
  })

  it('keeps what is said under each, and one step back takes the state and its words', async () => {
    const { user, saved } = await write({ answers: answers.map(a => ({ ...a, text: '', reason: '', state: undefined })) })
    await user.click(press('Cannot be answered'))
    await user.type(screen.getByLabelText('Why it cannot be answered'), 'Outside my field.')
    await user.click(press('Needs more'))
    expect(screen.getByLabelText('What is needed to answer it')).toHaveProperty('value', '')
    await user.type(screen.getByLabelText('What is needed to answer it'), 'The gene report.')
    await user.click(press('Cannot be answered'))
    expect(screen.getByLabelText('Why it cannot be answered')).toHaveProperty('value', 'Outside my field.')
    await saved(c => [c.answers[0]?.state, c.answers[0]?.reason], ['cannot', 'Outside my field.'])
    await user.keyboard('{Control>}z{/Control}')
    expect(screen.getByLabelText('What is needed to answer it')).toHaveProperty('value', 'The gene report.')
    await user.click(press('Answered'))
    await user.click(press('Needs more'))
    expect(screen.getByLabelText('What is needed to answer it')).toHaveProperty('value', 'The gene report.')
  })

  it('is said in words where some are no answers', async () => {
    const a = answers[0]
    if (!a) throw new Error('no answer')
    await write({ answers: [{ ...a, text: 'Wait.' }, { ...a, question: 'Second?', text: '', state: 'cannot', reason: 'Not my field.' }, { ...a, question: 'Third?', text: '', state: 'needs', reason: 'Slides.', from: 'The clinic' }] })
    expect(screen.getByText('1 answered, 1 cannot be answered, 1 needs more')).toBeTruthy()
  })
})

it('says why it cannot be signed yet, and leads from each red line to where that is written', async () => {
  const { user } = await write({ answers: answers.map(a => ({ ...a, text: '', state: undefined })) }, [
    { code: 'answers', ok: false, detail: 'Not answered: 1' },
    { code: 'limits', ok: false, detail: 'Say what lies outside the scope' },
    { code: 'addressee', ok: true, detail: 'Addressed' },
  ])
  const review = async () => {
    await user.click(screen.getAllByRole('button', { name: 'Review and sign' })[0] as HTMLElement)
    return screen.findByRole('dialog')
  }
  let sheet = await review()
  expect(within(sheet).getByText('You can sign once the 2 lines with a red mark are done.')).toBeTruthy()
  await user.click(within(sheet).getByRole('button', { name: 'Go there: Not answered: 1' }))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(asked)))
  sheet = await review()
  await user.click(within(sheet).getByRole('button', { name: 'Go there: Say what lies outside the scope' }))
  await waitFor(() => expect(document.activeElement?.closest('[data-part=limits]')).toBeTruthy())
})
