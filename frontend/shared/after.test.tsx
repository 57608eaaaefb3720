import { QueryClient, QueryClientProvider, useMutation } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { after } from './after'

afterEach(() => window.history.replaceState(null, '', '/'))

/** A form whose answer draws the page without it before anything else hears of the answer. */
function Page({ answer, told }: { answer: () => Promise<string>; told: string[] }) {
  const [drawn, setDrawn] = useState(true)
  return drawn ? <Form answer={answer} told={told} gone={() => setDrawn(false)} /> : <p>done</p>
}

function Form({ answer, told, gone }: { answer: () => Promise<string>; told: string[]; gone: () => void }) {
  const act = useMutation({ mutationFn: answer, onSettled: () => new Promise<void>(done => (gone(), setTimeout(done))) })
  return (
    <button
      type="button"
      onClick={() =>
        after(act.mutateAsync(), {
          done: a => told.push(`done ${a}`),
          lead: a => told.push(`lead ${a}`),
          failed: fault => told.push(`failed ${fault.message}`),
        })
      }
    >
      Act
    </button>
  )
}

async function press(answer: () => Promise<string>) {
  const told: string[] = []
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Page answer={answer} told={told} />
    </QueryClientProvider>,
  )
  await userEvent.setup().click(screen.getByRole('button', { name: 'Act' }))
  return told
}

describe('what follows an act', () => {
  it('follows though its form is drawn no more', async () => {
    const told = await press(() => Promise.resolve('it'))
    await screen.findByText('done')
    await waitFor(() => expect(told).toEqual(['done it', 'lead it']))
  })

  it('leads nobody away who has gone elsewhere', async () => {
    let give: (s: string) => void = () => undefined
    const told = await press(() => new Promise(done => (give = done)))
    window.history.replaceState(null, '', '/#/elsewhere')
    give('it')
    await waitFor(() => expect(told).toEqual(['done it']))
    await new Promise(done => setTimeout(done, 20))
    expect(told).toEqual(['done it'])
  })

  it('hears what went wrong, and only that', async () => {
    const told = await press(() => Promise.reject(new Error('no')))
    await waitFor(() => expect(told).toEqual(['failed no']))
  })
})
