import { beforeEach, afterEach, expect, test, vi } from 'vitest'
import { Fault } from '../fault'
import type { KeyImage } from '../wire/key-image'
import type { KeyImageEdit } from './key-image-edit'
import { KeyImageWork } from './key-image-work'

const key = (id: string, note = ''): KeyImage => ({ id, record: 'r', study: '1', series: '2', sop: '3', frame: 1, note })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function made() {
  const stored = new Map<string, KeyImage>()
  const work = new KeyImageWork()
  const save = vi.fn((k: KeyImage) => {
    stored.set(k.id, k)
    return Promise.resolve({ image: k })
  })
  const remove = vi.fn((id: string) => {
    stored.delete(id)
    return Promise.resolve()
  })
  const list = () => [...stored.values()].map(image => ({ image }))
  work.use({ save, remove, stored: list })
  return { work, save, remove, list, stored: () => [...stored.values()] }
}

test('a note is shown at once and saved when the typing pauses', async () => {
  const { work, save, list } = made()
  work.add(key('a'))
  for (const note of ['A', 'A n', 'A node']) work.change(key('a', note))
  expect(work.list([]).map(k => k.note)).toEqual(['A node'])
  expect(save).not.toHaveBeenCalled()
  await vi.runAllTimersAsync()
  expect(save.mock.calls.map(([k]) => k.note)).toEqual(['A node'])
  expect(work.list(list()).map(k => k.note)).toEqual(['A node'])
})

test('what is not kept stays on the screen and is tried again', async () => {
  const { work, save, list, stored } = made()
  save.mockRejectedValueOnce(new Error('The disk is full.'))
  work.add(key('a', 'A node'))
  await vi.advanceTimersByTimeAsync(10)
  expect(work.fault?.message).toBe('The disk is full.')
  expect(work.list(list()).map(k => k.note)).toEqual(['A node'])
  await vi.runAllTimersAsync()
  expect(work.fault).toBeNull()
  expect(stored()).toHaveLength(1)
})

test('a removal is undone under the same name', async () => {
  const { work, remove, list, stored } = made()
  work.add(key('a', 'A node'))
  await vi.runAllTimersAsync()
  work.remove(key('a', 'A node'))
  expect(work.list(list())).toEqual([])
  await vi.runAllTimersAsync()
  expect(remove).toHaveBeenCalledWith('a', { image: key('a', 'A node') })
  work.add(key('a', 'A node'))
  await vi.runAllTimersAsync()
  expect(stored()).toEqual([key('a', 'A node')])
})

test('whoever leaves waits for what is typed, also while another save runs', async () => {
  const { work, save, stored } = made()
  let first: (kept: { image: KeyImage }) => void = () => {}
  save.mockImplementationOnce(() => new Promise(resolve => (first = resolve)))
  work.add(key('a'))
  await vi.advanceTimersByTimeAsync(10)
  work.change(key('a', 'Typed meanwhile'))
  const left = work.flush()
  first({ image: key('a') })
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
  work.remove(key('a', 'A node'))
  expect(work.list([])).toEqual([])
  expect(await work.flush()).toBe(true)
  expect(remove).not.toHaveBeenCalled()
})

test('of what is gone nothing is tried again, and what cannot be removed is there', async () => {
  const { work, save, remove } = made()
  save.mockRejectedValueOnce(new Fault('not-found', 'The case is gone.'))
  work.add(key('a', 'A node'))
  remove.mockRejectedValueOnce(new Fault('refused', 'The case is sealed.'))
  work.list([{ image: key('b') }])
  work.remove(key('b'))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(save).toHaveBeenCalledTimes(1)
  expect(remove).toHaveBeenCalledTimes(1)
  expect(work.list([{ image: key('b') }])).toEqual([key('b')])
  expect(await work.flush()).toBe(true)
})

test('each save builds on what its words were written over', async () => {
  const sent: (number | undefined)[] = []
  const stored = { image: key('a'), version: 3 }
  let fault: Fault | null = null
  const edit: KeyImageEdit<typeof stored> = {
    save: (image, base) => {
      sent.push(base?.version)
      return fault ? Promise.reject(fault) : Promise.resolve(Object.assign(stored, { image, version: stored.version + 1 }))
    },
    remove: () => Promise.resolve(),
    stored: () => [{ ...stored }],
  }
  const work = new KeyImageWork()
  work.use(edit)
  work.list(edit.stored())
  fault = new Fault('unreachable', '')
  work.change(key('a', 'A'))
  await vi.advanceTimersByTimeAsync(500)
  // Another window saves: this one goes on with what it began with, until somebody decides.
  Object.assign(stored, { version: 7, image: { ...key('a'), arrows: [{ from: [0, 0], to: [1, 1] }] } })
  work.list(edit.stored())
  fault = new Fault('conflict', 'Changed in another window.')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(sent).toEqual([3, 3])
  fault = null
  work.change(key('a', 'B'))
  await vi.advanceTimersByTimeAsync(500)
  expect(sent).toEqual([3, 3, 7])
  // What the other window drew went along: nobody here changed it.
  expect(stored.image).toEqual({ ...key('a', 'B'), arrows: [{ from: [0, 0], to: [1, 1] }] })
})

test('a change is made of what was shown, not of what is kept by now', async () => {
  const { work, save, list } = made()
  work.list([{ image: key('a', 'shown') }])
  save.mockClear()
  await work.flush()
  work.change(key('a', 'shown, and more'))
  work.list([{ image: key('a', 'typed elsewhere') }])
  await work.flush()
  expect(save).toHaveBeenCalledWith(key('a', 'shown, and more'), { image: key('a', 'shown') })
  expect(list()).toHaveLength(1)
})

test('what others changed is shown, and written on, once a save tells of it', async () => {
  const { work, save, list } = made()
  const arrows: KeyImage['arrows'] = [{ from: [0, 0], to: [1, 1] }]
  let first: (kept: { image: KeyImage }) => void = () => {}
  save.mockImplementationOnce(() => new Promise(resolve => (first = resolve)))
  work.list([{ image: key('a', 'old') }])
  work.add({ ...key('a', 'old'), frame: 2 })
  const left = work.flush()
  await vi.advanceTimersByTimeAsync(0)
  work.change({ ...key('a', 'old'), frame: 2, arrows })
  first({ image: { ...key('a', 'theirs'), frame: 2 } })
  await left
  await work.flush()
  expect(save).toHaveBeenLastCalledWith({ ...key('a', 'theirs'), frame: 2, arrows }, { image: { ...key('a', 'theirs'), frame: 2 } })
  expect(work.list(list())).toEqual([{ ...key('a', 'theirs'), frame: 2, arrows }])
})

test('a removal is made over what was seen, not over what a save just told of', async () => {
  const { work, save, remove } = made()
  let first: (kept: { image: KeyImage }) => void = () => {}
  save.mockImplementationOnce(() => new Promise(resolve => (first = resolve)))
  work.list([{ image: key('a', 'old') }])
  work.add({ ...key('a', 'old'), frame: 2 })
  await vi.advanceTimersByTimeAsync(0)
  work.remove({ ...key('a', 'old'), frame: 2 })
  first({ image: { ...key('a', 'theirs'), frame: 2 } })
  await vi.runAllTimersAsync()
  expect(remove).toHaveBeenCalledWith('a', { image: { ...key('a', 'old'), frame: 2 } })
})

test('only what was removed can be taken back', async () => {
  const { work, save, remove, list, stored } = made()
  work.add(key('a', 'A node'))
  await vi.runAllTimersAsync()
  work.list(list())
  save.mockClear()
  remove.mockRejectedValueOnce(new Fault('conflict', 'Changed in another window.'))
  work.remove(key('a', 'A node'))
  expect(work.removed).toBeNull() // nobody knows yet
  await vi.runAllTimersAsync()
  expect(work.removed).toBeNull()
  work.undo()
  await vi.runAllTimersAsync()
  expect(save).not.toHaveBeenCalled()
  work.list(list())
  work.remove(key('a', 'A node'))
  await vi.runAllTimersAsync()
  expect(stored()).toEqual([])
  expect(work.removed).toEqual(key('a', 'A node'))
  // Brought back by somebody else, with other words: these stand.
  work.list([{ image: key('a', 'theirs') }])
  work.undo()
  await vi.runAllTimersAsync()
  expect(save).not.toHaveBeenCalled()
  expect(work.removed).toBeNull()
})
