import { act, render, screen } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { beforeEach, expect, it, vi } from 'vitest'
import { LetterView } from './letter-view'

const paper = vi.hoisted(() => ({ tries: 0, faulty: true }))

vi.mock('@shared/reader/pdf/paper', async () => {
  const { useEffect } = await import('react')
  return {
    PaperPages: ({ onDrawn, onFault }: { onDrawn: () => void; onFault: (e: unknown) => void }) => {
      useEffect(() => {
        paper.tries++
        if (paper.faulty) onFault(new Error('cannot be drawn'))
        else onDrawn()
        // eslint-disable-next-line react-hooks/exhaustive-deps -- once
      }, [])
      return null
    },
  }
})
vi.mock('@shared/reader/pdf/pdf-reader', () => ({ PdfReader: () => null }))
const data = 'JVBERi0='
vi.mock('../../api/opinion/get-letter', () => ({ papers: ['a4', 'letter'], useLetter: () => ({ data, error: null, refetch: () => {} }) }))

beforeEach(() => {
  paper.tries = 0
  paper.faulty = true
  window.print = vi.fn()
})

it('is drawn again for whoever prints again after a fault', async () => {
  const onPrinted = vi.fn()
  const of = (printing: boolean) => (
    <QueryClientProvider client={new QueryClient()}>
      <LetterView id="c" version={1} paper="a4" onPaper={() => {}} printing={printing} onPrinted={onPrinted} />
    </QueryClientProvider>
  )
  const page = render(of(true))
  await vi.waitFor(() => expect(onPrinted).toHaveBeenCalledTimes(1))
  page.rerender(of(false))
  expect(screen.getByRole('alert')).toBeDefined() // the fault stands until then
  expect(window.print).not.toHaveBeenCalled()
  paper.faulty = false
  page.rerender(of(true))
  await vi.waitFor(() => expect(window.print).toHaveBeenCalledTimes(1))
  expect(onPrinted).toHaveBeenCalledTimes(2)
  expect(paper.tries).toBe(2)
})

it.each([
  ['printed', 'afterprint'],
  ['cancelled', 'oso:print-end'],
])('keeps nothing of the paper once it is %s', async (_, said) => {
  paper.faulty = false
  const onPrinted = vi.fn()
  const of = (printing: boolean) => (
    <QueryClientProvider client={new QueryClient()}>
      <LetterView id="c" version={1} paper="a4" onPaper={() => {}} printing={printing} onPrinted={onPrinted} />
    </QueryClientProvider>
  )
  const { container, rerender } = render(of(true))
  const drawn = () => container.querySelector('[data-paper]')
  await vi.waitFor(() => expect(window.print).toHaveBeenCalled())
  rerender(of(false))
  expect(drawn()).not.toBeNull() // the printer comes for it yet
  act(() => void window.dispatchEvent(new Event(said)))
  expect(drawn()).toBeNull()
  rerender(of(true)) // and it is drawn for whoever prints again
  await vi.waitFor(() => expect(window.print).toHaveBeenCalledTimes(2))
  expect(paper.tries).toBe(2)
})
