import { renderHook, waitFor } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KeyImageWork } from '@shared/viewer/key-image-work'
import type { Source } from '@shared/viewer/source'
import { fakeService, me, opinion, problem } from '../../testing/fake-service'
import { newQueryClient } from '../client'
import { meKey } from '../session/session'
import type { Figure, FigureRequest, Opinion } from '../types'
import { useFigureHands } from './figure-hands'

// A picture needs a canvas: what is on it is not asked here.
vi.mock('@shared/viewer/render-key-image', () => ({ renderKeyImage: () => Promise.resolve(new Blob(['png'])) }))
beforeEach(() => void vi.stubGlobal('Worker', class { terminate() {} }))
afterEach(() => void vi.unstubAllGlobals())

const drawn = (f: Figure, x: number): Figure => ({ ...f, picture: { ...f.picture, sha256: 'ff'.repeat(32) }, image: { ...f.image, arrows: [{ from: [0, 0], to: [x, x] }] } })

const figure = (id: string, more: Partial<Figure> = {}): Figure => ({
  image: { id: id.repeat(16), record: 'r2', study: '1', series: '1.1', sop: `1.1.${id}`, frame: 1, note: `legend ${id}` },
  picture: { sha256: id.repeat(32), bytes: 1, width: 1, height: 1 },
  printed: true,
  ...more,
})
const noted = (f: Figure, note: string): Figure => ({ ...f, image: { ...f.image, note } })
const [a, b, c] = [figure('0a'), figure('0b', { printed: false }), figure('0c')]
const none: Source = { images: () => Promise.reject(new Error()), dataset: () => Promise.reject(new Error()), slide: () => Promise.reject(new Error()), frame: () => Promise.reject(new Error()) }

/** A service that keeps a draft and refuses what was read before it changed, and the viewer's hands on it. */
async function desk(figures: Figure[]) {
  const kept = { opinion: opinion({ version: 1, row_version: 1, content: { ...opinion().content, figures } }) }
  const puts: FigureRequest[] = []
  /** Another window saves; next: once somebody has read and before anything is written. */
  const other = (make: (list: Figure[]) => Figure[]) => (kept.opinion = { ...kept.opinion, row_version: kept.opinion.row_version + 1, content: { ...kept.opinion.content, figures: make(kept.opinion.content.figures ?? []) } })
  const between: { next?: () => void } = {}
  const change = (over: { version: number; row_version: number }, make: (list: Figure[]) => Figure[]) => {
    between.next?.()
    between.next = undefined
    if (over.row_version !== kept.opinion.row_version) return problem(409, 'conflict', 'This draft was saved from another window in the meantime.')
    return other(make)
  }
  const put = (body: unknown) => {
    const r = body as FigureRequest
    puts.push(r)
    const f = r.figure as Figure
    return change(r, list => {
      const i = list.findIndex(x => x.image.id === r.before)
      if (list.some(x => x.image.id === f.image.id)) return list.map(x => (x.image.id === f.image.id ? f : x))
      return i < 0 ? [...list, f] : [...list.slice(0, i), f, ...list.slice(i)]
    })
  }
  const at = (f: Figure) => `/cases/c1/opinion/figures/${f.image.id}`
  fakeService({
    'GET /cases/c1/opinion': () => kept.opinion,
    'PUT /cases/c1/opinion/pictures': () => ({ sha256: 'ff'.repeat(32), bytes: 1, width: 1, height: 1 }),
    ...Object.fromEntries([a, b, c].map(f => [`PUT ${at(f)}`, put])),
    ...Object.fromEntries([1, 2, 3].flatMap(n => [a, b, c].map(f => [`DELETE ${at(f)}?version=1&row_version=${n}`, () => change({ version: 1, row_version: n }, list => list.filter(x => x.image.id !== f.image.id))]))),
  })
  const client = newQueryClient()
  client.setQueryData(meKey, me('specialist'))
  const merged = vi.fn()
  const { result } = renderHook(() => useFigureHands('c1', true, none, merged, () => {}), { wrapper: ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider> })
  await waitFor(() => expect(result.current.edit).toBeDefined())
  const edit = result.current.edit
  if (!edit) throw new Error('nothing to edit with')
  const stands = () => (kept.opinion as Opinion).content.figures ?? []
  return { edit, other, between, puts, merged, stands }
}

/** As the viewer's page does it: shown, changed from what is shown, then shown anew. */
function viewer({ edit }: Awaited<ReturnType<typeof desk>>) {
  const work = new KeyImageWork()
  work.use(edit)
  let [shown] = work.list(edit.stored())
  work.subscribe(() => ([shown] = work.list(edit.stored())))
  const nudge = (x: number) => shown && work.change({ ...shown, arrows: [{ from: [0, 0], to: [x, x] }] })
  return { work, nudge }
}

describe('a figure that two windows change', () => {
  it('is written over nothing: what was changed between reading and writing is kept, and said', async () => {
    const s = await desk([a])
    s.between.next = () => s.other(list => list.map(f => ({ ...f, printed: false })))
    await s.edit.save(noted(a, 'mine').image, a)
    expect(s.puts).toHaveLength(2) // the first over what nobody has any more
    expect(s.stands()).toEqual([{ ...noted(a, 'mine'), printed: false }])
    expect(s.merged).toHaveBeenCalledTimes(1)
  })

  it('is tried again in silence where the other window wrote something else', async () => {
    const s = await desk([a])
    s.between.next = () => s.other(list => [...list, c])
    await s.edit.save(noted(a, 'mine').image, a)
    expect(s.stands()).toEqual([noted(a, 'mine'), c])
    expect(s.merged).not.toHaveBeenCalled()
  })

  it('is not brought back where it was removed', async () => {
    const s = await desk([a])
    s.between.next = () => s.other(() => [])
    await expect(s.edit.save(noted(a, 'mine').image, a)).rejects.toMatchObject({ kind: 'not-found' })
    expect(s.stands()).toEqual([])
  })

  it('is not removed with words that nobody here has read', async () => {
    const s = await desk([a])
    s.between.next = () => s.other(() => [noted(a, 'theirs')])
    await expect(s.edit.remove(a.image.id, a)).rejects.toMatchObject({ kind: 'conflict' })
    expect(s.stands()).toEqual([noted(a, 'theirs')])
    await s.edit.remove(a.image.id, noted(a, 'theirs')) // looked at, and removed all the same
    expect(s.stands()).toEqual([])
  })
})

// The viewer as it stands beside a writing window that it does not hear of.
describe('a legend that was typed in the writing window', () => {
  it('stands, however often the viewer saves its arrow', async () => {
    const s = await desk([a])
    const { work, nudge } = viewer(s)
    s.other(() => [noted(a, 'typed')])
    nudge(1)
    s.between.next = () => nudge(2) // while the first save runs
    await work.flush()
    expect(await work.flush()).toBe(true)
    expect(s.puts).toHaveLength(2)
    expect(s.stands()).toMatchObject([drawn(noted(a, 'typed'), 2)])
    nudge(3)
    await work.flush()
    expect(s.stands()).toMatchObject([drawn(noted(a, 'typed'), 3)])
    expect(s.merged).toHaveBeenCalledTimes(1)
    work.clear()
  })

  it('stands, where the save of another figure tells of it while this one waits', async () => {
    const s = await desk([a, c])
    const { work, nudge } = viewer(s)
    nudge(1)
    s.other(list => list.map(f => (f.image.id === a.image.id ? noted(a, 'typed') : f)))
    await s.edit.save(noted(c, 'mine').image, c)
    expect(s.edit.stored()[0]?.image.note).toBe('typed')
    await work.flush()
    expect(s.stands()).toMatchObject([drawn(noted(a, 'typed'), 1), noted(c, 'mine')])
    work.clear()
  })

  it('stands, where the first save of the figure arrived and its answer did not', async () => {
    const s = await desk([noted(a, 'typed')])
    await s.edit.save({ ...drawn(a, 1).image, note: undefined }, undefined)
    expect(s.stands()).toMatchObject([drawn(noted(a, 'typed'), 1)])
  })
})

describe('a removal that is undone', () => {
  it('puts the figure where it stood, printed as it was, with its picture', async () => {
    const s = await desk([a, b, c])
    await s.edit.remove(b.image.id, b)
    expect(s.stands()).toEqual([a, c])
    await s.edit.save(b.image, undefined)
    expect(s.stands()).toEqual([a, b, c])
  })
})
