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
