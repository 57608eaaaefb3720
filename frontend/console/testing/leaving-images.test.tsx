import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { inPlaceOfViewer } from '@shared/testing/viewer'
import { LookProvider } from '@shared/theme/provider'
import type { KeyImageHands } from '@shared/viewer/key-images'
import { useKeyImages } from '@shared/viewer/use-key-images'
import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import acts from '../acts.json'
import { newQueryClient } from '../api/client'
import { meKey } from '../api/session/session'
import type { Figure, FigureRequest } from '../api/types'
import text from '../en.json'
import { ImagesPage } from '../features/images/images-page'
import { aCase, fakeService, me, opinion, problem } from './fake-service'

/** In place of the viewer: the note of the first key image, and the way back. */
inPlaceOfViewer(function NoteAndBack({ keyImages, back }: { keyImages: KeyImageHands; back: { label: string; onClick: () => void } }) {
  const keys = useKeyImages(keyImages)
  const [k] = keys.list
  return (
    <>
      <textarea aria-label="Note" value={k?.note ?? ''} onChange={e => k && keys.change({ ...k, note: e.target.value })} />
      <button onClick={back.onClick}>{back.label}</button>
    </>
  )
})

beforeEach(() => startText({ console: text, acts }))
afterEach(() => vi.restoreAllMocks())

const figure: Figure = { image: { id: '0a'.repeat(16), record: 'r2', study: '1', series: '1.1', sop: '1.1.1', frame: 1, note: 'A node' }, picture: { sha256: '0a'.repeat(32), bytes: 1, width: 1, height: 1 }, printed: true }

/** The viewer over a draft with one figure; answers to its being saved are the test's. */
async function open() {
  const kept = { opinion: opinion({ version: 1, row_version: 1, content: { ...opinion().content, figures: [figure] } }) }
  const service = { fails: false }
  fakeService({
    'GET /cases/a': aCase({ id: 'a', state: 'in-review', roles: ['specialist'], acts: ['sign-draft'] }),
    'GET /cases/a/opinion': () => kept.opinion,
    [`PUT /cases/a/opinion/figures/${figure.image.id}`]: (body: unknown) => {
      if (service.fails) return problem(503, 'internal', 'The service is busy.')
      const { figure: f } = body as FigureRequest
      return (kept.opinion = { ...kept.opinion, row_version: kept.opinion.row_version + 1, content: { ...kept.opinion.content, figures: [f as Figure] } })
    },
  })
  const router = createMemoryRouter([{ path: '/case/:id/images', element: <ImagesPage /> }, { path: '/case/:id', element: <p>The case</p> }], { initialEntries: ['/case/a/images'] })
  const client = newQueryClient()
  client.setQueryData(meKey, me('specialist'))
  render(
    <LookProvider pointer>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </LookProvider>,
  )
  const note = await screen.findByRole('textbox', { name: 'Note' })
  await waitFor(() => expect(note).toHaveProperty('value', 'A node'))
  return { user: userEvent.setup(), note, service, router, kept: () => kept.opinion.content.figures?.[0]?.image.note }
}

const back = () => within(document.body).getByRole('button', { name: 'Case' })

function asksBeforeClosing(): boolean {
  const closing = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(closing)
  return closing.defaultPrevented
}

describe('leaving the images with words that are not saved', () => {
  it('waits until they are, without a question', async () => {
    const s = await open()
    await s.user.type(s.note, ' of 41 mm')
    expect(asksBeforeClosing()).toBe(true)
    await s.user.click(back())
    await screen.findByText('The case')
    expect(s.kept()).toBe('A node of 41 mm')
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('asks where they cannot be; who stays has them, and they are saved', async () => {
    const s = await open()
    s.service.fails = true
    await s.user.type(s.note, ' of 41 mm')
    await s.user.click(back())
    const dialog = await screen.findByRole('dialog', { name: 'Leave before it is saved?' })
    await s.user.click(within(dialog).getByRole('button', { name: 'Stay here' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(s.note).toHaveProperty('value', 'A node of 41 mm')
    expect(asksBeforeClosing()).toBe(true)
    expect(s.kept()).toBe('A node')
    s.service.fails = false
    await s.user.click(back())
    await screen.findByText('The case')
    expect(s.kept()).toBe('A node of 41 mm')
    expect(asksBeforeClosing()).toBe(false)
  })

  it('gives them up only where a person says so', async () => {
    const faults = vi.spyOn(console, 'error')
    const s = await open()
    s.service.fails = true
    await s.user.type(s.note, ' of 41 mm')
    await act(() => s.router.navigate('/case/a'))
    await s.user.click(await screen.findByRole('button', { name: 'Leave without it' }))
    await screen.findByText('The case')
    expect(s.kept()).toBe('A node')
    expect(asksBeforeClosing()).toBe(false)
    expect(faults).not.toHaveBeenCalled() // the page is left once
  })
})
