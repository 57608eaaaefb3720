import { focusManager, QueryClientProvider } from '@tanstack/react-query'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import acts from '../acts.json'
import { type Field, forms } from '../api/act-forms'
import type { Act } from '../api/acts'
import { newQueryClient } from '../api/client'
import { App } from '../app'
import text from '../en.json'
import { ActDialog } from '../lib/act-dialog'
import { aCase, type Asked, mayBeAsked, desk, fakeService, list, me, problem } from './fake-service'

// Every act's dialog, as its declaration says it.

beforeEach(() => startText({ console: text, acts }))

const every = Object.keys(forms) as Act[]
const given = { version: 3, row_version: 9 }
const c = aCase({
  acts: every,
  act_roles: Object.fromEntries(every.map(a => [a, 'coordinator'])),
  materials: [{ id: 'm1', kind: 'imaging', description: 'CT of the chest', channel: 'mail', physical: true, state: 'declared', reason: '', note: '', arrived_at: null, returned_at: null, received_by: '', things: [] }],
  records: [{ id: 'r1', name: 'receipt.pdf', media_type: 'application/pdf', bytes: 90, sha256: '', modality: '', study: '', study_uid: '', series: '', series_uid: '', date: '', accession_number: '', referring_physician: '', kept: '', parts: 0, unlisted: false }],
})

const answers = (more: Record<string, unknown> = {}) => ({
  'GET /reasons': Object.fromEntries(every.map(a => [a, ['other']])),
  'GET /cases/c1/candidates': mayBeAsked(),
  'GET /cases/c1/readers?kind=imaging': mayBeAsked(),
  'GET /cases/c1/physicians': mayBeAsked(),
  'GET /desk': desk,
  ...Object.fromEntries(every.map(a => [`POST /cases/c1/acts/${a}`, c])),
  ...more,
})

function show(act: Act, more: Record<string, unknown> = {}) {
  const asked = fakeService(answers(more))
  const closed: string[] = []
  const client = newQueryClient()
  const dialog = (on: boolean) => (
    <LookProvider pointer>
      <QueryClientProvider client={client}>
        {on ? <ActDialog c={c} act={act} given={given} parts={[{ value: 'assessment', label: 'Assessment' }]} onClose={() => closed.push('closed')} onDone={() => closed.push('done')} /> : null}
      </QueryClientProvider>
    </LookProvider>
  )
  const shown = render(dialog(true))
  return { asked, closed, user: userEvent.setup(), again: () => (shown.rerender(dialog(false)), shown.rerender(dialog(true))), ...shown }
}

type Words = { label: string; need?: string; choices?: Record<string, string>; fields?: Record<string, Words> }
const wordsOf = (act: Act) => acts.field[act] as unknown as Record<string, Words>
const asks = (act: Act) => forms[act].fields.filter(f => !f.given)
const sent = (asked: Asked[]) => asked.filter(a => a.method === 'POST')
const press = (act: Act) => within(screen.getByRole('dialog')).getByRole('button', { name: acts.label[act] })

/** Fills one field as a person does, and gives what should be sent of it. */
async function fill(user: ReturnType<typeof userEvent.setup>, field: Field, words: Words): Promise<unknown> {
  const dialog = within(screen.getByRole('dialog'))
  const choose = async (option: string | RegExp) => {
    const field = dialog.getByRole('textbox', { name: new RegExp(`^${words.label.replace(/[?()]/g, '.')}`) })
    await user.click(field)
    // Two fields may offer the same words: it is chosen from this one's list.
    const list = await waitFor(() => document.getElementById(field.getAttribute('aria-controls') ?? '') ?? Promise.reject(new Error('no list')))
    await user.click(await within(list).findByRole('option', { name: option, hidden: true }))
  }
  const box = () => dialog.getByLabelText(new RegExp(`^${words.label}`), { selector: 'input, textarea' })
  switch (field.kind) {
    case 'words':
    case 'line':
    case 'password':
    case 'code':
      fireEvent.change(box(), { target: { value: '123456' } })
      return '123456'
    case 'reason':
      await choose('Another reason')
      return 'other'
    case 'choice':
      await choose(Object.values(words.choices ?? {})[1] ?? '')
      return Object.keys(words.choices ?? {})[1]
    case 'moment': {
      const day = within(dialog.getByRole('group', { name: new RegExp(`^${words.label}`) }))
      const year = String(new Date().getFullYear() + 1)
      fireEvent.change(day.getByLabelText('Day'), { target: { value: '9' } })
      fireEvent.change(day.getByLabelText('Month'), { target: { value: '2' } })
      fireEvent.change(day.getByLabelText('Year'), { target: { value: year } })
      fireEvent.change(dialog.getByLabelText(/^Time of day/), { target: { value: '09:30' } })
      return `${year}-02-09T09:30`
    }
    case 'day': {
      const day = within(dialog.getByRole('group', { name: new RegExp(`^${words.label}`) }))
      const year = String(new Date().getFullYear())
      fireEvent.change(day.getByLabelText('Day'), { target: { value: '9' } })
      fireEvent.change(day.getByLabelText('Month'), { target: { value: '2' } })
      fireEvent.change(day.getByLabelText('Year'), { target: { value: year } })
      return `${year}-02-09`
    }
    case 'colleague':
      await choose('Ottilie Brandvold')
      return 'b'
    case 'partner':
      await choose('Acme Benefits')
      return 'acme'
    case 'record':
      await choose(/^receipt.pdf/)
      return 'r1'
    case 'part':
      await choose('Assessment')
      return 'assessment'
    case 'review':
      fireEvent.click(dialog.getByRole('radio', { name: 'Imaging' }))
      return 'imaging'
    case 'material':
      if (!field.required) {
        await choose('CT of the chest')
        return 'm1'
      }
      fireEvent.click(dialog.getByRole('radio', { name: 'CT of the chest' }))
      return 'm1'
    case 'writer':
    case 'reader':
    case 'physician':
      // Two people may be asked for: each in a group of its own.
      fireEvent.click(await within(await dialog.findByRole('group', { name: words.label })).findByRole('radio', { name: /Eze-Whitfield/ }))
      return 'p1'
    case 'list': {
      const entry: Record<string, unknown> = {}
      for (const f of field.fields ?? []) entry[f.name] = await fill(user, f, words.fields?.[f.name] as Words)
      return [entry]
    }
    default:
      throw new Error(`a field of kind ${field.kind} is asked for`)
  }
}

describe('the dialog of', () => {
  it.each(every)('%s asks for what is declared, and sends that', async act => {
    const { asked, closed, user } = show(act)
    const form = forms[act]
    const dialog = await screen.findByRole('dialog', { name: acts.title[act] })
    const needed = asks(act).filter(f => f.required || f.of?.includes('coordinator'))
    if (needed.length > 0 || form.final) {
      // Too early: each field says what it wants, and nothing is sent.
      fireEvent.click(press(act))
      for (const f of needed.flatMap(f => f.fields ?? [f])) {
        const words = wordsOf(act)[f.name] ?? Object.values(wordsOf(act)).find(w => w.fields?.[f.name])?.fields?.[f.name]
        if (f.kind === 'reader' || !f.required) continue // asked for with the review, or optional
        await waitFor(() => expect(dialog.textContent).toContain(words?.need))
      }
      expect(sent(asked)).toEqual([])
      expect(closed).toEqual([])
    }
    const body: Record<string, unknown> = { seq: 7, ...given }
    if (form.fields.some(f => f.kind === 'agreed')) body.allow = true
    for (const f of asks(act)) body[f.name] = await fill(user, f, wordsOf(act)[f.name] as Words)
    if (form.final) {
      expect(dialog.textContent).toContain((acts.final as Record<string, string>)[act])
      fireEvent.change(within(dialog).getByLabelText('Type the patient’s family name to go on'), { target: { value: 'ben-david' } })
    }
    fireEvent.click(press(act))
    await waitFor(() => expect(closed).toEqual(['closed', 'done']))
    expect(sent(asked)).toEqual([{ method: 'POST', path: `/cases/c1/acts/${act}`, body }])
  })
})

describe('the keyboard', () => {
  // One act for each kind of field that a dialog begins with.
  const asking = [...new Map(every.filter(a => !forms[a].final && asks(a).length > 0).map(a => [asks(a)[0]?.kind, a])).values()]
  it.each(asking)('is in the first field of %s', async act => {
    show(act)
    const dialog = await screen.findByRole('dialog', { name: acts.title[act] })
    await waitFor(() => {
      const first = dialog.querySelector('input[type="password"]') ?? dialog.querySelector('form :is(input, textarea):enabled')
      expect(first).not.toBeNull()
      expect(dialog.querySelector('[tabindex="-1"][data-autofocus]')).toBeNull() // nothing is waited for
      expect(document.activeElement).toBe(first)
    })
  })

  it('stays where somebody has gone while people are looked up', async () => {
    let answer: (r: Response) => void = () => undefined
    const { user } = show('name-covering', { 'GET /cases/c1/physicians': () => new Promise<Response>(done => (answer = done)) })
    const note = await screen.findByLabelText(/^Note/)
    await user.click(note)
    answer(new Response(JSON.stringify(mayBeAsked())))
    await screen.findByRole('radio', { name: /Eze-Whitfield/ })
    expect(document.activeElement).toBe(note)
  })
})

describe('a dialog', () => {
  it('is used with the keyboard alone, from its first field', async () => {
    const { asked, closed, user } = show('log-call')
    const box = await screen.findByLabelText(/^Who was reached/)
    await waitFor(() => expect(document.activeElement).toBe(box))
    await user.keyboard('{Tab}{Tab}{Enter}')
    expect(document.activeElement).toBe(box) // what is wrong is gone to
    expect(box.getAttribute('aria-invalid')).toBe('true')
    expect(await axeFindings(screen.getByRole('dialog'))).toEqual([])
    await user.keyboard('Reached at 10:40.{Tab}{Tab}{Enter}')
    await waitFor(() => expect(closed).toEqual(['closed', 'done']))
    expect(sent(asked)[0]?.body).toMatchObject({ call: 'Reached at 10:40.' })
  })

  it('puts the safe button first where nothing can be taken back', async () => {
    const { user, closed } = show('withdraw')
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Keep it as it is'))
    await user.keyboard('{Escape}')
    expect(closed).toEqual(['closed'])
  })

  // S7
  it('takes a whole family name for a final act, never a part of one', async () => {
    const { user, asked } = show('revoke')
    const box = await screen.findByLabelText(/family name/)
    fireEvent.click(press('revoke'))
    await screen.findByText(/^Type the family name, so/)
    for (const wrong of ['d', 'David', 'Noa']) {
      await user.clear(box)
      await user.type(box, wrong)
      fireEvent.click(press('revoke'))
      await screen.findByText(/^That is not the family name/)
    }
    expect(sent(asked)).toEqual([])
    await user.clear(box)
    await user.type(box, 'Ben-David ')
    fireEvent.click(press('revoke'))
    await waitFor(() => expect(sent(asked)).toHaveLength(1))
  })

  it('says what to do where there is nobody to choose', async () => {
    show('name-covering', { 'GET /cases/c1/physicians': mayBeAsked([]) })
    const how = await screen.findByText(/Another physician of the clinic has to be enrolled/)
    fireEvent.click(press('name-covering'))
    await waitFor(() => expect(document.activeElement?.contains(how)).toBe(true))
  })

  it('says beside the field what the service finds wrong with it, and keeps what was typed', async () => {
    const says = { type: 'about:blank', title: '', status: 422, kind: 'invalid', field: 'reason', detail: '“Reason” is not one of those to choose from. Choose a reason. Nothing was changed.' }
    const { user } = show('hold', { 'POST /cases/c1/acts/hold': () => new Response(JSON.stringify(says), { status: 422 }) })
    await fill(user, { name: 'reason', kind: 'reason' }, wordsOf('hold').reason as Words)
    fireEvent.change(screen.getByLabelText(/^Note/), { target: { value: 'Away.' } })
    fireEvent.click(press('hold'))
    const reason = screen.getByRole('textbox', { name: /^Reason/ })
    await waitFor(() => expect(reason.getAttribute('aria-invalid')).toBe('true'))
    screen.getByText(/is not one of those/)
    expect(screen.getByLabelText(/^Note/)).toHaveProperty('value', 'Away.')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says that a text is too long before it is sent', async () => {
    const { asked } = show('log-call')
    fireEvent.change(await screen.findByLabelText(/^Who was reached/), { target: { value: 'x'.repeat(20_001) } })
    fireEvent.click(press('log-call'))
    await screen.findByText('This is longer than 20000 characters. Shorten it.')
    expect(sent(asked)).toEqual([])
  })

  it('has what was typed when it is opened again, but no password', async () => {
    const kept = show('log-call')
    fireEvent.change(await screen.findByLabelText(/^Who was reached/), { target: { value: 'Reached at 10:40.' } })
    kept.again()
    expect(await screen.findByLabelText(/^Who was reached/)).toHaveProperty('value', 'Reached at 10:40.')
    fireEvent.click(press('log-call'))
    await waitFor(() => expect(kept.closed).toContain('done'))
    kept.again()
    expect(await screen.findByLabelText(/^Who was reached/)).toHaveProperty('value', '')
    kept.unmount()

    const secret = show('approve')
    fireEvent.change(await screen.findByLabelText(/^Password/), { target: { value: 'Secret-word-1' } })
    secret.again()
    expect(await screen.findByLabelText(/^Password/)).toHaveProperty('value', '')
  })

  it('takes one more of what is wrong, and one away', async () => {
    const { user } = show('find-deficient')
    await user.click(await screen.findByRole('button', { name: 'Add another' }))
    const second = screen.getByRole('group', { name: 'What is wrong, 2' })
    fireEvent.change(within(second).getByLabelText(/^Note/), { target: { value: 'Torn.' } })
    await user.click(within(screen.getByRole('group', { name: 'What is wrong, 1' })).getByRole('button', { name: 'Take this one away' }))
    expect(screen.getByLabelText(/^Note/)).toHaveProperty('value', 'Torn.')
  })
})

it('has the keyboard when it is opened from the menu, and gives it back', async () => {
  fakeService({ ...answers(), 'GET /me': me('coordinator'), 'GET /cases': list, 'GET /cases/c1': aCase({ state: 'in-review', acts: ['log-call', 'request-record', 'hold'] }) })
  window.history.replaceState(null, '', '/console/case/c1')
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  const user = userEvent.setup()
  const menu = await screen.findByRole('button', { name: 'More acts' })
  await user.click(menu)
  await user.click(await screen.findByRole('menuitem', { name: 'Patient asks for the record' }))
  const dialog = await screen.findByRole('dialog', { name: 'Patient asks for the record' })
  await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByLabelText(/^Note/)))
  // Whatever closes late, a menu say, takes it away no more.
  await new Promise(done => setTimeout(done, 100))
  expect(document.activeElement).toBe(within(dialog).getByLabelText(/^Note/))
  await user.keyboard('{Escape}')
  await waitFor(() => expect(document.activeElement).toBe(menu))
  // Done, it says so: what it changed may stand elsewhere.
  await user.click(menu)
  await user.click(await screen.findByRole('menuitem', { name: 'Patient asks for the record' }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: acts.label['request-record'] }))
  await screen.findByText(acts.done['request-record'])
})

/** A dialog of one act in the whole page, with a word typed; end ends the session. */
async function holding(more: Record<string, unknown> = {}) {
  let signedIn = true
  const nobody = () => problem(401, 'unauthenticated', 'You are not signed in.')
  const asked = fakeService({
    ...answers({ 'POST /cases/c1/acts/hold': () => (signedIn ? c : nobody()) }),
    'GET /me': () => (signedIn ? me('coordinator') : nobody()),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', acts: ['hold'] }),
    'POST /session': { step: 'code' },
    'POST /session/code': () => {
      signedIn = true
      return me('coordinator')
    },
    ...more,
  })
  window.history.replaceState(null, '', '/console/case/c1')
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'More acts' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Put on hold' }))
  await screen.findByRole('dialog', { name: 'Put on hold' })
  await fill(user, { name: 'reason', kind: 'reason' }, wordsOf('hold').reason as Words)
  fireEvent.change(screen.getByLabelText(/^Note/), { target: { value: 'Dr. Haddad is away.' } })
  const ended = async () => {
    signedIn = false
    fireEvent.click(press('hold'))
    await screen.findByRole('heading', { name: 'Sign in again' })
    await user.type(await screen.findByLabelText('E-mail'), 'caroline@example.org')
    await user.type(screen.getByLabelText('Password'), 'Secret-word-1{Enter}')
    return screen.findByLabelText('One-time code')
  }
  const held = () => asked.filter(a => a.path.endsWith('/hold')).map(a => a.body)
  return { user, ended, held }
}

it('keeps what is typed into an act over a session that ended', async () => {
  const { user, ended, held } = await holding()
  await user.type(await ended(), '123456{Enter}')
  await waitFor(() => expect(document.body.dataset.shielded).toBeUndefined())
  expect(screen.getByLabelText(/^Note/)).toHaveProperty('value', 'Dr. Haddad is away.')
  fireEvent.click(press('hold'))
  const body = { seq: 7, reason: 'other', note: 'Dr. Haddad is away.' }
  await waitFor(() => expect(held()).toEqual([body, body]))
})

it('asks nobody to sign in once more whom an older answer does not know', async () => {
  const late: ((answer: Response) => void)[] = []
  const nobody = () => problem(401, 'unauthenticated', 'You are not signed in.')
  let who: () => unknown = () => me('coordinator')
  const { user, ended } = await holding({ 'GET /me': () => who() })
  who = nobody
  const code = await ended()
  // To the authenticator's window and back: the page asks who is signed in.
  who = () => new Promise<Response>(answer => late.push(answer))
  focusManager.setFocused(false)
  focusManager.setFocused(true)
  focusManager.setFocused(undefined)
  await waitFor(() => expect(late.length).toBe(1))
  await user.type(code, '123456{Enter}')
  await waitFor(() => expect(document.body.dataset.shielded).toBeUndefined())
  const older = nobody()
  const read = vi.spyOn(older, 'json')
  late[0]?.(older)
  // Read, and what follows from it is drawn; once it is called off, nobody reads it.
  await act(async () => {
    for (let i = 0; i < 5; i++) await new Promise(done => setTimeout(done))
    await read.mock.results[0]?.value
    await new Promise(done => setTimeout(done))
  })
  expect(document.body.dataset.shielded).toBeUndefined()
  expect(screen.getByRole('dialog', { name: 'Put on hold' })).toBeTruthy()
})
