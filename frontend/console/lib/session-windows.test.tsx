import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { meKey } from '../api/session/session'
import { keepElsewhere, tellSignedOut, useKeptForElsewhere, useSessionElsewhere } from './session-windows'

// All windows of a test are one page: the other one has another beginning.
const elsewhere = <T,>(act: () => T): T => {
  const spy = vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(1)
  try {
    return act()
  } finally {
    spy.mockRestore()
  }
}

function Holder({ unsaved, flush }: { unsaved: () => boolean; flush: () => Promise<boolean> }) {
  useKeptForElsewhere({ unsaved, flush })
  return null
}

describe('before somebody signs out, the other windows', () => {
  it('save what they hold, and it is waited for', async () => {
    let held = true
    const flush = vi.fn(async () => {
      await new Promise(r => setTimeout(r, 600))
      held = false
      return true
    })
    render(<Holder unsaved={() => held} flush={flush} />)
    expect(await elsewhere(keepElsewhere)).toBe(true)
    expect(held).toBe(false)
  })

  it.each([
    ['fails', () => Promise.resolve(false)],
    ['breaks', () => Promise.reject(new Error())],
    ['leaves something', () => Promise.resolve(true)],
  ])('say where a save %s', async (_, flush) => {
    render(<Holder unsaved={() => true} flush={flush} />)
    expect(await elsewhere(keepElsewhere)).toBe(false)
  })

  it('are not waited for where they hold nothing', async () => {
    const flush = vi.fn(() => new Promise<boolean>(() => {}))
    render(<Holder unsaved={() => false} flush={flush} />)
    expect(await elsewhere(keepElsewhere)).toBe(true)
    expect(flush).not.toHaveBeenCalled()
  })
})

function Window({ ended }: { ended: boolean }) {
  useSessionElsewhere(ended)
  return null
}

describe('the session', () => {
  const desk = (ended: boolean) => {
    const client = new QueryClient()
    client.setQueryData(meKey, { id: 'p1' })
    client.setQueryData(['case', 'c1'], { name: 'somebody' })
    const page = render(
      <QueryClientProvider client={client}>
        <Window ended={ended} />
      </QueryClientProvider>,
    )
    return { client, page }
  }

  it('that is signed out elsewhere leaves nothing of a case', async () => {
    const { client } = desk(false)
    elsewhere(tellSignedOut)
    await waitFor(() => expect(client.getQueryData(['case', 'c1'])).toBeUndefined())
    expect(client.getQueryData(meKey)).toBeUndefined()
  })

  it('that is signed out elsewhere while somebody types here is asked for, and what is typed stays', async () => {
    const { client } = desk(false)
    const typing = (e: Event) => e.preventDefault()
    window.addEventListener('beforeunload', typing)
    try {
      elsewhere(tellSignedOut)
      await waitFor(() => expect(client.getQueryState(meKey)?.isInvalidated).toBe(true))
      expect(client.getQueryData(['case', 'c1'])).toEqual({ name: 'somebody' })
    } finally {
      window.removeEventListener('beforeunload', typing)
    }
  })

  it('that is signed out elsewhere leaves what was typed for an act whose dialog is closed', async () => {
    const { client } = desk(false)
    client.setQueryData(['typed', 'c1', 'hold', ''], { note: 'Waits for the slides' })
    elsewhere(tellSignedOut)
    await waitFor(() => expect(client.getQueryState(meKey)?.isInvalidated).toBe(true))
    expect(client.getQueryData(['typed', 'c1', 'hold', ''])).toEqual({ note: 'Waits for the slides' })
  })

  it('that is found to have ended elsewhere is asked for here, and what is typed stays', async () => {
    const { client } = desk(false)
    const other = new QueryClient()
    const show = (ended: boolean) => (
      <QueryClientProvider client={other}>
        <Window ended={ended} />
      </QueryClientProvider>
    )
    const page = render(show(false))
    elsewhere(() => page.rerender(show(true)))
    await waitFor(() => expect(client.getQueryState(meKey)?.isInvalidated).toBe(true))
    expect(client.getQueryData(['case', 'c1'])).toEqual({ name: 'somebody' })
  })
})
