import { act, render, screen, waitFor } from '@testing-library/react'
import { startText } from '@shared/i18n/i18n'
import { inPlaceOfViewer } from '@shared/testing/viewer'
import { LookProvider } from '@shared/theme/provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import acts from '../acts.json'
import { newQueryClient } from '../api/client'
import { useLooked } from '../api/notes/notes'
import text from '../en.json'
import { ImagesPage } from '../features/images/images-page'
import { aCase, fakeService, problem } from './fake-service'

/** In place of the viewer: what it was opened for stays in it, as a pane does. */
inPlaceOfViewer(function Panes({ person }: { person: { reference: string } }) {
  const [opened] = useState(person.reference)
  return <p>panes of {opened}</p>
})

beforeEach(() => startText({ console: text, acts }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function show() {
  fakeService({ 'GET /cases/a': aCase({ id: 'a', reference: '111' }), 'GET /cases/b': aCase({ id: 'b', reference: '222' }) })
  const router = createMemoryRouter([{ path: '/case/:id/images', element: <ImagesPage /> }], { initialEntries: ['/case/a/images'] })
  render(
    <LookProvider pointer>
      <QueryClientProvider client={newQueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </LookProvider>,
  )
  return router
}

describe("a case's images", () => {
  it('keep no pane of the case before', async () => {
    const router = show()
    await screen.findByText('panes of 111')
    await act(() => router.navigate('/case/b/images'))
    await screen.findByText('panes of 222')
    // Back, to what is still known: nothing is waited for.
    await act(() => router.navigate(-1))
    await screen.findByText('panes of 111')
    expect(screen.queryByText('panes of 222')).toBeNull()
  })
  it('are not shown beside the letter of another', async () => {
    show()
    await screen.findByText('panes of 111')
    const other = new BroadcastChannel('oso-case')
    other.postMessage({ case: 'b' })
    await screen.findByText('The other window is at another case.')
    expect(screen.queryByText('panes of 111')).toBeNull()
    other.close()
  })
})

it('a note of looks that is too large is not sent for ever', async () => {
  const asked = fakeService({ 'POST /cases/a/notes/looked': () => problem(413, 'too-large', 'This is larger than the service takes.') })
  vi.useFakeTimers({ shouldAdvanceTime: true })
  let looked: ReturnType<typeof useLooked> = () => {}
  function Page() {
    const own = useLooked('a', true)
    return <button ref={() => { looked = own }} />
  }
  render(
    <QueryClientProvider client={newQueryClient()}>
      <Page />
    </QueryClientProvider>,
  )
  looked('r1', 1)
  await vi.advanceTimersByTimeAsync(3100)
  await waitFor(() => expect(asked.length).toBe(1))
  looked('r2', 1)
  await vi.advanceTimersByTimeAsync(3100)
  await waitFor(() => expect(asked.length).toBe(2))
  expect(asked[1]?.body).toEqual({ looked: [{ record: 'r2', frames: [1] }] })
})
