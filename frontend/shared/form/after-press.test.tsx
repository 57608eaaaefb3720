import { fireEvent } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { afterPress } from './after-press'

afterEach(() => vi.restoreAllMocks())

it('runs at once where nothing is pressed', () => {
  const run = vi.fn()
  afterPress(run)
  expect(run).toHaveBeenCalledOnce()
})

it('waits for the end of a press, so that nothing moves under it', async () => {
  const run = vi.fn()
  vi.spyOn(document, 'querySelector').mockReturnValue(document.body) // :active
  afterPress(run)
  expect(run).not.toHaveBeenCalled()
  fireEvent.pointerUp(window)
  await vi.waitFor(() => expect(run).toHaveBeenCalledOnce())
})
