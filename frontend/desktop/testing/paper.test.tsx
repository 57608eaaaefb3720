import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from '../app'
import text from '../en.json'
import { installFakeGo, methods } from './fake-go'
import { headOpened, opinion } from './opinion-data'
import { ids } from './people'

beforeEach(() => startText({ desktop: text }))

it.each(['letter', 'a4'])('an opinion is saved on the paper of the clinic’s country: %s', async paper => {
  const m = methods()
  const save = vi.fn(() => '')
  installFakeGo({ ...m, Opinion: { ...m.Opinion, Head: () => headOpened, Open: () => ({ ...opinion, paper }), SavePDF: save } })
  location.hash = `/case/${ids.nwosu}/opinion`
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Save PDF' }))
  expect(save).toHaveBeenCalledWith(ids.nwosu, paper, 1)
})

it('the form to sign is saved on the paper that is chosen, which the desk keeps for the letters as well', async () => {
  const m = methods()
  const sheet = vi.fn(() => '/media/usb/Agreement to sign.pdf')
  const keep = vi.fn(() => null)
  installFakeGo({ ...m, Agreement: { ...m.Agreement, SaveSheet: sheet }, Support: { ...m.Support, KeepPaper: keep }, Opinion: { ...m.Opinion, Head: () => headOpened, Open: () => opinion } })
  location.hash = `/case/${ids.joaquim}/agreement/sign`
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Sign on paper instead' }))
  await userEvent.click(screen.getByRole('button', { name: 'Save as PDF' }))
  expect(sheet).toHaveBeenCalledWith(ids.joaquim, 'letter')
  expect(keep).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'A4' }))
  expect(keep).toHaveBeenCalledWith('a4')
  await userEvent.click(screen.getByRole('button', { name: 'Save as PDF' }))
  expect(sheet).toHaveBeenLastCalledWith(ids.joaquim, 'a4')
  expect(await screen.findByText('The form is saved.')).toBeTruthy()
  const save = vi.fn(() => '')
  installFakeGo({ ...m, Opinion: { ...m.Opinion, Head: () => headOpened, Open: () => opinion, SavePDF: save } })
  location.hash = `/case/${ids.nwosu}/opinion`
  await userEvent.click(await screen.findByRole('button', { name: 'Save PDF' }))
  expect(save).toHaveBeenCalledWith(ids.nwosu, 'a4', 1) // offered was Letter
})
