import { fireEvent } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { afterPress } from './after-press'

it('runs at once where nothing is pressed', () => {
  const run = vi.fn()
  afterPress(run)
  expect(run).toHaveBeenCalledOnce()
})

it.each(['pointerUp', 'pointerCancel'] as const)('waits for the end of a press (%s), so that nothing moves under it', async end => {
  const run = vi.fn()
  fireEvent.pointerDown(document.body)
  afterPress(run)
  expect(run).not.toHaveBeenCalled()
  fireEvent[end](document.body)
  await vi.waitFor(() => expect(run).toHaveBeenCalledOnce())
  fireEvent[end](document.body)
  expect(run).toHaveBeenCalledOnce()
})
