// @vitest-environment node
import { afterEach, expect, it, vi } from 'vitest'
import { ask } from './client'

/** A service that answers when it is told to. */
function slow() {
  const waiting: ((r: Response) => void)[] = []
  const fetched = vi.fn(() => new Promise<Response>(resolve => waiting.push(resolve)))
  vi.stubGlobal('fetch', fetched)
  return { fetched, answer: (r: Response) => waiting.shift()?.(r) }
}

afterEach(() => vi.unstubAllGlobals())

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

it('sends what says the same once while it is not answered', async () => {
  const { fetched, answer } = slow()
  const [a, b] = [ask('POST', '/cases/c1/acts/hold', { seq: 1 }), ask('POST', '/cases/c1/acts/hold', { seq: 1 })]
  expect(fetched).toHaveBeenCalledTimes(1)
  answer(json({ id: 'c1' }))
  expect(await a).toEqual({ id: 'c1' })
  expect(await b).toEqual({ id: 'c1' })
  const again = ask('POST', '/cases/c1/acts/hold', { seq: 1 })
  expect(fetched).toHaveBeenCalledTimes(2)
  answer(json({ id: 'c1' }))
  await again
})

it('lets it be sent again after it was refused', async () => {
  const { fetched, answer } = slow()
  const refused = ask('POST', '/cases/c1/acts/hold', { seq: 1 })
  answer(json({ kind: 'conflict', detail: 'It moved.' }, 409))
  await expect(refused).rejects.toMatchObject({ kind: 'conflict' })
  const again = ask('POST', '/cases/c1/acts/hold', { seq: 1 })
  expect(fetched).toHaveBeenCalledTimes(2)
  answer(json({}))
  await again
})

it.each([
  ['another body', { seq: 2 }, '/cases/c1/acts/hold'],
  ['another address', { seq: 1 }, '/cases/c2/acts/hold'],
])('sends %s beside it', async (_, body, path) => {
  const { fetched, answer } = slow()
  const both = [ask('POST', '/cases/c1/acts/hold', { seq: 1 }), ask('POST', path, body)]
  expect(fetched).toHaveBeenCalledTimes(2)
  answer(json({}))
  answer(json({}))
  await Promise.all(both)
})

it('asks each time for what changes nothing', async () => {
  const { fetched, answer } = slow()
  const both = [ask('GET', '/cases/c1'), ask('GET', '/cases/c1')]
  expect(fetched).toHaveBeenCalledTimes(2)
  answer(json({}))
  answer(json({}))
  await Promise.all(both)
})
