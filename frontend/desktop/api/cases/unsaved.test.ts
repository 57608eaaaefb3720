import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CaseDocument, Fault, type SectionSave, type SectionSaved } from '../../bridge'
import { wholeDocument } from '../../lib/document'
import { again, most, Unsaved } from './unsaved'

beforeEach(() => vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const words = (plan: string): CaseDocument => wholeDocument({ plan })

/** Go as far as this is about it: versions that grow, and what a crash would leave. */
function desk() {
  let version = 1
  const state = { disk: '', fault: null as Fault | null, slow: 0, sent: [] as number[] }
  const unsaved = new Unsaved(
    async (s: SectionSave) => {
      if (state.slow) await new Promise(done => setTimeout(done, state.slow))
      if (state.fault) throw state.fault
      if (s.version !== version) throw new Fault('conflict', '')
      state.sent.push(s.version)
      state.disk = s.document.plan
      return { section: s.section, version: ++version, at: '', row: {} } as SectionSaved
    },
    () => {},
  )
  const open = () => unsaved.open('c', 'history', { version, document: words(state.disk) })
  return { unsaved, state, open, type: (text: string) => unsaved.note('c', 'history', words(text)) }
}

describe('what is typed', () => {
  it('is on the disk within a second, however steadily one types', async () => {
    const { state, open, type } = desk()
    open()
    // Ten letters a second for ten seconds, never a pause.
    for (let i = 1; i <= 100; i++) {
      type('x'.repeat(i))
      await vi.advanceTimersByTimeAsync(100)
      expect(i - state.disk.length).toBeLessThanOrEqual(most / 100 + 1)
    }
    expect(state.sent.length).toBeLessThanOrEqual(15) // and not for each letter
  })

  it('is there at once when asked for: before the lock, closing, leaving a field or a page', async () => {
    const { unsaved, state, open, type } = desk()
    open()
    type('67 letters and no pause')
    const saved = unsaved.flush()
    await vi.advanceTimersByTimeAsync(0)
    expect(await saved).toBe(true)
    expect(state.disk).toBe('67 letters and no pause')
  })

  it('waits for a save that runs, and brings what came after it', async () => {
    const { unsaved, state, open, type } = desk()
    state.slow = 2000
    open()
    type('first')
    const one = unsaved.flush()
    type('first, and more')
    const two = unsaved.flush()
    await vi.advanceTimersByTimeAsync(5000)
    expect([await one, await two]).toEqual([true, true])
    expect(state.disk).toBe('first, and more')
    expect(state.sent).toEqual([1, 2])
  })

  it('comes back with the form, also while it is on its way and where the page read something older', async () => {
    const { unsaved, state, open, type } = desk()
    state.slow = 500
    const before = open()
    type('typed, then away')
    void unsaved.flush()
    expect(open().plan).toBe('typed, then away')
    await vi.advanceTimersByTimeAsync(1000)
    expect(unsaved.open('c', 'history', { version: 1, document: before }).plan).toBe('typed, then away')
    type('typed, then away, and on')
    await vi.advanceTimersByTimeAsync(2000)
    expect(state.disk).toBe('typed, then away, and on')
  })

  it('is kept and tried again where the disk was full, and the page knows', async () => {
    const { unsaved, state, open, type } = desk()
    open()
    state.fault = new Fault('disk-full', 'The disk is full.')
    type('kept')
    expect(await unsaved.flush()).toBe(false)
    expect(unsaved.fault('c', 'history')?.kind).toBe('disk-full')
    state.fault = null
    await vi.advanceTimersByTimeAsync(again)
    expect(state.disk).toBe('kept')
    expect(unsaved.fault('c')).toBeNull()
  })

  it('stands against what somebody else stored, until a person decides', async () => {
    const { unsaved, state, open, type } = desk()
    unsaved.open('c', 'history', { version: 7, document: words('theirs') })
    type('mine')
    expect(await unsaved.flush()).toBe(false)
    await vi.advanceTimersByTimeAsync(10 * again)
    expect([state.disk, unsaved.fault('c', 'history')?.kind]).toEqual(['', 'conflict'])
    unsaved.drop('c', 'history')
    open()
    type('theirs, and mine')
    await vi.advanceTimersByTimeAsync(most)
    expect(state.disk).toBe('theirs, and mine')
  })

  it('is given up where the case is gone', async () => {
    const { unsaved, state, open, type } = desk()
    open()
    state.fault = new Fault('not-found', '')
    type('into a case that was discarded')
    await vi.advanceTimersByTimeAsync(most)
    expect(await unsaved.flush()).toBe(true)
    state.fault = null
    await vi.advanceTimersByTimeAsync(10 * again)
    expect(state.disk).toBe('')
  })

  it('is forgotten behind the lock', async () => {
    const { unsaved, state, open, type } = desk()
    open()
    state.fault = new Fault('vault-locked', '')
    type('a name')
    await vi.advanceTimersByTimeAsync(most)
    unsaved.clear()
    state.fault = null
    await vi.advanceTimersByTimeAsync(10 * again)
    expect(state.disk).toBe('')
    expect(await unsaved.flush()).toBe(true)
  })
})

describe('key images that are not kept yet', () => {
  it('are waited for with the case, and end with the lock', async () => {
    const { unsaved } = desk()
    const save = vi.fn(() => Promise.reject(new Error('The disk is full.')))
    const work = unsaved.keyImages('c')
    work.use({ save, remove: () => Promise.resolve(), stored: () => [] })
    work.add({ id: 'k', record: 'r', study: '1', series: '2', sop: '3', frame: 1, note: 'A node' })
    expect(await unsaved.flush('other')).toBe(true)
    expect(await unsaved.flush('c')).toBe(false)
    expect(await unsaved.flush()).toBe(false)
    expect(unsaved.keyImages('c')).toBe(work) // whoever comes back finds it
    const before = save.mock.calls.length
    unsaved.clear()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(save).toHaveBeenCalledTimes(before)
    expect(await unsaved.flush()).toBe(true)
    expect(unsaved.keyImages('c').list([])).toEqual([])
  })
})
