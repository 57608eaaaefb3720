import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import type { SessionState } from './bridge'
import text from './en.json'
import { installFakeGo, methods } from './testing/fake-go'
import { addingNone } from './testing/record-data'
import { sessionLocked, sessionOpen } from './testing/people'

beforeEach(() => {
  startText({ desktop: text })
  location.hash = ''
})

const page = () =>
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )

describe('the lock', () => {
  it('goes up on what Go says, shows nothing of a patient, and comes down again', async () => {
    const fake = installFakeGo()
    page()
    await screen.findByText('Opinion arrived, not opened yet')
    act(() => fake.emit('session', sessionLocked))
    await screen.findByRole('heading', { name: 'Harbor Street Clinic' })
    expect(document.body.textContent).not.toContain('Nwosu')
    await userEvent.click(screen.getByRole('radio', { name: /Okonkwo/ }))
    await userEvent.type(screen.getByLabelText('Passphrase'), 'four unrelated words{Enter}')
    await screen.findByText('Opinion arrived, not opened yet')
    expect(fake.calls.find(c => c.name === 'Session.Unlock')?.args).toEqual(['Dr. Amara Okonkwo-Reyes', 'four unrelated words'])
    // Asked again, not remembered.
    expect(fake.calls.filter(c => c.name === 'Cases.List').length).toBe(2)
  })

  it('says how far an import is, however often the lock is told of', async () => {
    const m = methods()
    const adding = { ...addingNone, cases: 1, files: 900, total_files: 2316, paused: true }
    const fake = installFakeGo({ ...m, Records: { ...m.Records, Adding: () => adding } })
    page()
    await screen.findByText('Opinion arrived, not opened yet')
    act(() => fake.emit('session', sessionLocked))
    await screen.findByText(/Adding records is paused, 900 of 2,316 files read/)
    // Whoever locked hears of it twice: as an event, and as the answer.
    act(() => fake.emit('session', sessionLocked))
    act(() => fake.emit('adding', { ...adding, files: 901 }))
    await screen.findByText(/Adding records is paused, 901 of 2,316 files read/)
  })

  it('keeps what was said last on its side', async () => {
    const m = methods()
    const fake = installFakeGo({ ...m, Cases: { ...m.Cases, List: () => Promise.reject({ kind: 'internal', message: 'Something went wrong.' }) } })
    page()
    await userEvent.click(await screen.findByRole('button', { name: 'Copy details for support' }))
    await screen.findByText(/details are on the clipboard/)
    act(() => fake.emit('session', sessionLocked))
    await screen.findByRole('heading', { name: 'Harbor Street Clinic' })
    expect(screen.queryByText(/details are on the clipboard/)).toBeNull()
  })

  it('says why a passphrase does not open, and sends nothing empty', async () => {
    const m = methods(sessionLocked)
    const fake = installFakeGo({ ...m, Session: { ...m.Session, Unlock: () => Promise.reject({ kind: 'wrong-passphrase', message: 'That passphrase does not open this vault. Nothing is locked for good.' }) } })
    page()
    await userEvent.click(await screen.findByRole('button', { name: /Unlock/ }))
    expect(screen.getByText('Choose who you are.')).toBeTruthy()
    expect(fake.calls.some(c => c.name === 'Session.Unlock')).toBe(false)
    await userEvent.click(screen.getByRole('radio', { name: /Haddad/ }))
    await userEvent.type(screen.getByLabelText('Passphrase'), 'wrong{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('That passphrase does not open this vault.')
  })
})

describe('the first start', () => {
  it('leads from the vault to its kit to the cases', async () => {
    const none: SessionState = { ...sessionOpen, vault: 'none', users: [] }
    let state = none
    const m = methods(none)
    const offer = { groups: ['ab12', 'cd34'], ask: 1, keyring: 'used', note: '' }
    installFakeGo({
      ...m,
      Session: {
        ...m.Session,
        State: () => state,
        Kit: () => offer,
        CreateVault: () => {
          state = { ...sessionOpen, vault: 'kit' }
          return offer
        },
        ConfirmKit: (word: string) => {
          if (word !== 'cd34') throw { kind: 'invalid', message: 'That is not this group of the kit. The kit is still here.' }
          state = sessionOpen
        },
      },
    })
    page()
    await userEvent.type(await screen.findByLabelText(/Your full name/), 'Dr. A')
    await userEvent.type(screen.getByLabelText('Passphrase'), 'too short')
    await userEvent.tab()
    expect(await screen.findByText(/shorter than 14 characters/)).toBeTruthy()
    await userEvent.clear(screen.getByLabelText('Passphrase'))
    await userEvent.type(screen.getByLabelText('Passphrase'), 'four unrelated words')
    await userEvent.type(screen.getByLabelText(/again/), 'four unrelated words')
    await userEvent.click(screen.getByRole('button', { name: 'Create the vault' }))
    await userEvent.type(await screen.findByLabelText(/Group 2 of the kit/), 'ab12')
    await userEvent.click(screen.getByRole('button', { name: 'Finish' }))
    expect((await screen.findByRole('alert')).textContent).toContain('not this group')
    await userEvent.clear(screen.getByLabelText(/Group 2/))
    await userEvent.type(screen.getByLabelText(/Group 2/), 'cd34{Enter}')
    await waitFor(() => expect(screen.getByRole('grid', { name: /Cases/ })).toBeTruthy())
  })
})

describe('a vault in which something was damaged', () => {
  it('says so on every screen, before anything else about the vault', async () => {
    installFakeGo(methods({ ...sessionOpen, no_kit: true, damage: ['cases: one or more were taken out', 'device key: does not open'] }))
    page()
    const said = await screen.findByRole('alert')
    expect(said.textContent).toContain('damaged or changed')
    expect(said.textContent).toContain('cases: one or more were taken out')
    expect(said.textContent).toContain('device key: does not open')
    expect(screen.queryByText(/Nobody has confirmed/)).toBeNull()
  })
})

describe('a vault whose recovery kit nobody confirmed', () => {
  it('opens with a warning and leads to a new kit', async () => {
    let state: SessionState = { ...sessionOpen, no_kit: true }
    const m = methods(state)
    const fake = installFakeGo({ ...m, Session: { ...m.Session, State: () => state, NewKit: () => (state = { ...sessionOpen, vault: 'kit', no_kit: true }) } })
    page()
    await screen.findByText(/Nobody has confirmed this vault’s recovery kit/)
    await userEvent.click(screen.getByRole('button', { name: 'Make a new kit' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Make it' }))
    expect(fake.calls.some(c => c.name === 'Session.NewKit')).toBe(false)
    await userEvent.type(screen.getByLabelText('Your passphrase'), 'four unrelated words{Enter}')
    await screen.findByText('saffron')
    expect(fake.calls.find(c => c.name === 'Session.NewKit')?.args).toEqual(['four unrelated words'])
  })
})
