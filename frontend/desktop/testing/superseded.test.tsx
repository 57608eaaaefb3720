import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from '../app'
import text from '../en.json'
import { installFakeGo, methods } from './fake-go'
import { headOpened, opinion } from './opinion-data'
import { ago, ids } from './people'

beforeEach(() => startText({ desktop: text }))

const words = opinion.answers[0]!.text[0]!.slice(0, 40)

describe('an opinion that is open when its successor arrives', () => {
  it.each(['stays on its page', 'went back to the list'])('is not shown any more: the reader %s', async where => {
    const m = methods()
    const second = { ...headOpened, state: 'corrected', version: 2, previous: 1, released: ago(0), accessed: '', by: '', needs: 'passphrase' }
    let head: typeof headOpened = headOpened
    const fake = installFakeGo({
      ...m,
      Opinion: {
        ...m.Opinion,
        Head: () => head,
        Open: (_: string, passphrase: string) => {
          if (head.version === 1) return opinion
          if (!passphrase) throw { kind: 'vault-locked', message: 'An opinion opens with the physician’s own passphrase.' }
          return { ...opinion, head: { ...second, accessed: ago(0), needs: '' }, change: ['The dose was wrong.'] }
        },
      },
    })
    location.hash = `/case/${ids.nwosu}/opinion`
    render(
      <LookProvider>
        <App />
      </LookProvider>,
    )
    await screen.findByText(words, { exact: false })
    if (where !== 'stays on its page') {
      act(() => void (location.hash = '/'))
      await screen.findByRole('grid', { name: /Cases/ })
    }

    head = second
    act(() => fake.emit('cases', ''))
    if (where !== 'stays on its page') act(() => void (location.hash = `/case/${ids.nwosu}/opinion`))

    const way = await screen.findByRole('button', { name: 'Open version 2' })
    expect(screen.getByText(/Replaced by version 2 on/)).toBeTruthy()
    expect(document.body.textContent).not.toContain(words)
    expect(screen.queryByRole('button', { name: /Print|Save PDF/ })).toBeNull()

    await userEvent.click(way)
    await userEvent.type(await screen.findByLabelText('Your passphrase'), 'four unrelated words{Enter}')
    await screen.findByText('The dose was wrong.')
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge the correction' }))
    const dialog = within(await screen.findByRole('dialog'))
    await userEvent.type(dialog.getByLabelText('Your passphrase'), '{Enter}')
    expect(dialog.getByText(/The passphrase is empty/)).toBeTruthy()
    await userEvent.type(dialog.getByLabelText('Your passphrase'), 'four unrelated words{Enter}')
    await waitFor(() => expect(fake.calls.find(c => c.name === 'Opinion.Acknowledge')?.args).toEqual([ids.nwosu, 2, 'four unrelated words']))
  })
})
