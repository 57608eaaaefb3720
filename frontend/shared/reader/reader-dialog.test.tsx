import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { beforeAll, expect, it, vi } from 'vitest'
import { startText } from '../i18n/i18n'
import { LookProvider } from '../theme/provider'
import { Dialog } from '../ui/dialog'
import { ReaderDialog } from './reader-dialog'

beforeAll(() => {
  startText({})
})

function Later() {
  const [there, setThere] = useState(false)
  return (
    <>
      <button onClick={() => setThere(true)}>Arrives</button>
      {there ? <div tabIndex={0} data-reading data-testid="read" /> : null}
    </>
  )
}

const dialog = () =>
  render(
    <LookProvider>
      <ReaderDialog title="Letter.pdf" act={<button>Save the record</button>} onClose={() => undefined}>
        <Later />
      </ReaderDialog>
    </LookProvider>,
  )

it('gives the keys to what is read, once that is there, and to no button before', async () => {
  dialog()
  await waitFor(() => expect(document.activeElement?.hasAttribute('data-autofocus')).toBe(true))
  screen.getByText('Arrives').click() // no hand: the focus stays
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('read')))
})

it('takes the keys from nobody who has gone elsewhere meanwhile', async () => {
  dialog()
  await waitFor(() => expect(document.activeElement?.hasAttribute('data-autofocus')).toBe(true))
  screen.getByText('Save the record').focus()
  screen.getByText('Arrives').click()
  await screen.findByTestId('read')
  await userEvent.keyboard('{Shift}')
  expect(document.activeElement).toBe(screen.getByText('Save the record'))
})

it('covers the page while it is open, and gives the keys back where it was opened', async () => {
  function Page() {
    const [open, setOpen] = useState(false)
    return (
      <LookProvider>
        <button onClick={() => setOpen(true)}>Letter.pdf</button>
        {open ? (
          <ReaderDialog title="Letter.pdf" onClose={() => setOpen(false)}>
            <div tabIndex={0} data-reading data-testid="read" />
          </ReaderDialog>
        ) : null}
      </LookProvider>
    )
  }
  render(<Page />)
  await userEvent.click(screen.getByRole('button', { name: 'Letter.pdf' }))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('read')))
  expect(document.documentElement.dataset.covered).toBeDefined()
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Letter.pdf' })))
  await waitFor(() => expect(document.documentElement.dataset.covered).toBe(undefined))
})

it('closes by Esc alone, and not the dialog that it was opened from', async () => {
  const left = vi.fn()
  function Page() {
    const [open, setOpen] = useState(false)
    return (
      <LookProvider pointer>
        <Dialog open onClose={left} title="Sign" buttons={null}>
          <button type="button" onClick={() => setOpen(true)}>
            Letter.pdf
          </button>
          {open ? (
            <ReaderDialog title="Letter.pdf" onClose={() => setOpen(false)}>
              {null}
            </ReaderDialog>
          ) : null}
        </Dialog>
      </LookProvider>
    )
  }
  render(<Page />)
  await userEvent.click(screen.getByRole('button', { name: 'Letter.pdf' }))
  await screen.findByRole('dialog', { name: 'Letter.pdf' })
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Letter.pdf' })).toBeNull())
  expect(left).not.toHaveBeenCalled()
  await waitFor(() => expect(document.documentElement.dataset.covered).toBeUndefined())
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(left).toHaveBeenCalledOnce())
})
