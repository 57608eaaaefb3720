import { beforeEach, afterEach, expect, test, vi } from 'vitest'
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
    return Promise.resolve()
  })
  const remove = vi.fn((id: string) => {
    stored.delete(id)
    return Promise.resolve()
  })
  work.use({ save, remove })
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
  expect(remove).toHaveBeenCalledWith('a')
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
