import { beforeEach, afterEach, expect, test, vi } from 'vitest'
import { Fault } from '../fault'
import type { KeyImage } from '../wire/key-image'
import { KeyImageWork } from './key-image-work'

const key = (id: string, note = ''): KeyImage => ({ id, record: 'r', study: '1', series: '2', sop: '3', frame: 1, note })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function made() {
  const stored = new Map<string, KeyImage>()
  const work = new KeyImageWork()
  const save = vi.fn((k: KeyImage) => {
    stored.set(k.id, k)
    return Promise.resolve<number | void>(undefined)
  })
  const remove = vi.fn((id: string) => {
    stored.delete(id)
    return Promise.resolve()
  })
  work.use({ save, remove, stored: () => [...stored.values()] })
  return { work, save, remove, stored: () => [...stored.values()] }
}

test('a note is shown at once and saved when the typing pauses', async () => {
  const { work, save, stored } = made()
  work.add(key('a'))
  for (const note of ['A', 'A n', 'A node']) work.change(key('a', note))
  expect(work.list([]).map(k => k.note)).toEqual(['A node'])
  expect(save).not.toHaveBeenCalled()
  await vi.runAllTimersAsync()
  expect(save.mock.calls.map(([k]) => k.note)).toEqual(['A node'])
  expect(work.list(stored()).map(k => k.note)).toEqual(['A node'])
})

test('what is not kept stays on the screen and is tried again', async () => {
  const { work, save, stored } = made()
  save.mockRejectedValueOnce(new Error('The disk is full.'))
  work.add(key('a', 'A node'))
  await vi.advanceTimersByTimeAsync(10)
  expect(work.fault?.message).toBe('The disk is full.')
  expect(work.list(stored()).map(k => k.note)).toEqual(['A node'])
  await vi.runAllTimersAsync()
  expect(work.fault).toBeNull()
  expect(stored()).toHaveLength(1)
})

test('a removal is undone under the same name', async () => {
  const { work, remove, stored } = made()
  work.add(key('a', 'A node'))
  await vi.runAllTimersAsync()
  work.remove('a')
  expect(work.list(stored())).toEqual([])
  await vi.runAllTimersAsync()
  expect(remove).toHaveBeenCalledWith('a', 0)
  work.add(key('a', 'A node'))
  await vi.runAllTimersAsync()
  expect(stored()).toEqual([key('a', 'A node')])
})

test('whoever leaves waits for what is typed, also while another save runs', async () => {
  const { work, save, stored } = made()
  let first = () => {}
  save.mockImplementationOnce(() => new Promise(resolve => (first = resolve)))
  work.add(key('a'))
  await vi.advanceTimersByTimeAsync(10)
  work.change(key('a', 'Typed meanwhile'))
  const left = work.flush()
  first()
  expect(await left).toBe(true)
  expect(stored()).toEqual([key('a', 'Typed meanwhile')])
})

test('newer words are not written over by older ones that failed', async () => {
  const { work, save, stored } = made()
  save.mockRejectedValueOnce(new Error('The disk is full.'))
  work.change(key('a', 'A'))
  await vi.advanceTimersByTimeAsync(500)
  // Away and back again: what failed is there, and is written on.
  expect(work.list([]).map(k => k.note)).toEqual(['A'])
  work.change(key('a', 'B'))
  await vi.advanceTimersByTimeAsync(500)
  expect(stored()).toEqual([key('a', 'B')])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(stored()).toEqual([key('a', 'B')])
})

test('nothing outlives its end, not even a save that fails after it', async () => {
  const { work, save } = made()
  save.mockRejectedValueOnce(new Error('The disk is full.'))
  work.add(key('a', 'Failed before'))
  await vi.advanceTimersByTimeAsync(10)
  let fail: (fault: Error) => void = () => undefined
  save.mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)))
  work.add(key('b', 'Fails after'))
  await vi.advanceTimersByTimeAsync(10)
  work.clear()
  fail(new Error('The vault is locked.'))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(save).toHaveBeenCalledTimes(2)
  expect(work.list([])).toEqual([])
  expect(work.fault).toBeNull()
  expect(work.unsaved()).toBe(false)
})

test.each(['refused', 'invalid', 'too-large', 'conflict', 'forbidden'])('what is %s waits for a person and says so', async kind => {
  const { work, save, stored } = made()
  save.mockRejectedValueOnce(new Fault(kind, 'It was not kept.'))
  work.add(key('a', 'A node'))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(save).toHaveBeenCalledTimes(1)
  expect(work.refused()).toEqual({ a: 'It was not kept.' })
  expect(await work.flush()).toBe(false)
  expect(save).toHaveBeenCalledTimes(1)
  work.change(key('a', 'A small node'))
  await vi.advanceTimersByTimeAsync(500)
  expect(stored()).toEqual([key('a', 'A small node')])
  expect(work.refused()).toEqual({})
})

test('what was refused and never kept is removed here alone', async () => {
  const { work, save, remove } = made()
  save.mockRejectedValueOnce(new Fault('refused', 'It was not kept.'))
  work.add(key('a', 'A node'))
  await vi.advanceTimersByTimeAsync(10)
  work.remove('a')
  expect(work.list([])).toEqual([])
  expect(await work.flush()).toBe(true)
  expect(remove).not.toHaveBeenCalled()
})

test('of what is gone nothing is tried again, and what cannot be removed is there', async () => {
  const { work, save, remove } = made()
  save.mockRejectedValueOnce(new Fault('not-found', 'The case is gone.'))
  work.add(key('a', 'A node'))
  remove.mockRejectedValueOnce(new Fault('refused', 'The case is sealed.'))
  work.remove('b')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(save).toHaveBeenCalledTimes(1)
  expect(remove).toHaveBeenCalledTimes(1)
  expect(work.list([key('b')])).toEqual([key('b')])
  expect(await work.flush()).toBe(true)
})

test('each save names the version that its words build on', async () => {
  const sent: number[] = []
  const stored = { version: 3, fault: null as Fault | null }
  const work = new KeyImageWork()
  work.use({
    save: (_, version) => {
      sent.push(version)
      return stored.fault ? Promise.reject(stored.fault) : Promise.resolve(++stored.version)
    },
    remove: () => Promise.resolve(),
    versionOf: () => stored.version,
    stored: () => [],
  })
  stored.fault = new Fault('unreachable', '')
  work.change(key('a', 'A'))
  await vi.advanceTimersByTimeAsync(500)
  // Another window saves: this one goes on with what it began with, until somebody decides.
  stored.version = 7
  stored.fault = new Fault('conflict', 'Changed in another window.')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(sent).toEqual([3, 3])
  stored.fault = null
  work.change(key('a', 'B'))
  await vi.advanceTimersByTimeAsync(500)
  expect(sent).toEqual([3, 3, 7])
})
