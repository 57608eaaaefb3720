// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FrameInfo } from './frame-info'
import { Pool } from './pool'
import type { Answer, Order, Ready } from './worker'

/** A worker that does what a frame's first byte says: 0 answers, 1 never does, 2 breaks. */
class FakeWorker {
  static all: FakeWorker[] = []
  ended = false
  asked = 0
  onmessage: ((e: MessageEvent<Answer | Ready>) => void) | null = null
  onerror: (() => void) | null = null
  constructor() {
    FakeWorker.all.push(this)
  }
  postMessage(order: Order) {
    this.asked++
    const [does] = order.bytes
    const data: Answer = { id: order.id, picture: { kind: 'gray', rows: 1, columns: 1, values: Uint8Array.of(7), min: 7, max: 7 } }
    if (does === 0) queueMicrotask(() => this.onmessage?.({ data } as MessageEvent<Answer>))
    if (does === 2) queueMicrotask(() => this.onerror?.())
  }
  terminate() {
    this.ended = true
  }
}

const info = {} as FrameInfo
const native: FrameInfo = { rows: 1, columns: 2, samples: 1, photometric: 'MONOCHROME2', planar: 0, allocated: 8, stored: 8, highBit: 7, signed: false, float: false, modality: { slope: 1, intercept: 0 } }
const little = '1.2.840.10008.1.2.1'
const frame = (does: number) => Uint8Array.of(does)

beforeEach(() => {
  FakeWorker.all = []
  vi.stubGlobal('Worker', FakeWorker)
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('workers that decode', () => {
  it('are ended when a codec does not come back, and the next frame has another', async () => {
    const pool = new Pool(1)
    const hangs = pool.decode(info, frame(1), '')
    const next = pool.decode(info, frame(0), '')
    const said = expect(hangs).rejects.toMatchObject({ why: 'codec' })
    await vi.advanceTimersByTimeAsync(60_000)
    await said
    await expect(next).resolves.toMatchObject({ min: 7 })
    expect(FakeWorker.all.map(w => w.ended)).toEqual([true, false])
  })
  it('take only their own frame with them when they break', async () => {
    const pool = new Pool(1)
    const [breaks, next] = [pool.decode(info, frame(2), ''), pool.decode(info, frame(0), '')]
    await expect(breaks).rejects.toMatchObject({ why: 'codec' })
    await expect(next).resolves.toMatchObject({ min: 7 })
  })
  it('are none until one is wanted, and as many as are wanted', async () => {
    const pool = new Pool(2)
    pool.expect(little)
    expect(FakeWorker.all.length).toBe(0)
    await Promise.all([0, 0, 0].map(n => pool.decode(info, frame(n), '')))
    expect(FakeWorker.all.length).toBe(2)
    pool.dispose()
    expect(FakeWorker.all.every(w => w.ended)).toBe(true)
  })
  it('are not waited for by a frame that no codec made', async () => {
    const pool = new Pool(1)
    await expect(pool.decode(native, Uint8Array.of(3, 5), little)).resolves.toMatchObject({ min: 3, max: 5 })
    await expect(pool.decode(native, Uint8Array.of(3), little)).rejects.toMatchObject({ why: 'short' })
    // The first image is drawn before one begins.
    expect(FakeWorker.all).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(100)
    const [worker] = FakeWorker.all
    expect(worker?.asked).toBe(0)
    // One that is large, or that a codec must read, is not the page's.
    await expect(pool.decode({ ...native, rows: 4000, columns: 4000 }, Uint8Array.of(0), little)).resolves.toMatchObject({ min: 7 })
    await expect(pool.decode(native, Uint8Array.of(0), '1.2.840.10008.1.2.5')).resolves.toMatchObject({ min: 7 })
    expect(worker?.asked).toBe(2)
    worker?.onmessage?.({ data: { ready: true } } as MessageEvent<Ready>)
    await expect(pool.decode(native, Uint8Array.of(0, 5), little)).resolves.toMatchObject({ min: 7 })
    expect(worker?.asked).toBe(3)
    pool.dispose()
  })
  it('go when nobody has scrolled for a while, and come back', async () => {
    const pool = new Pool(2)
    await pool.decode(info, frame(0), '')
    const hangs = pool.decode(info, frame(1), '')
    await vi.advanceTimersByTimeAsync(45_000)
    expect(FakeWorker.all.map(w => w.ended)).toEqual([false])
    const said = expect(hangs).rejects.toMatchObject({ why: 'codec' })
    await vi.advanceTimersByTimeAsync(15_000)
    await said
    await pool.decode(info, frame(0), '')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(FakeWorker.all.every(w => w.ended)).toBe(true)
    await expect(pool.decode(info, frame(0), '')).resolves.toMatchObject({ min: 7 })
    pool.dispose()
  })
  it('come back for plain frames too, which the page decodes until one is there', async () => {
    const pool = new Pool(1)
    await pool.decode(native, Uint8Array.of(3, 5), little)
    await vi.advanceTimersByTimeAsync(100)
    const [first] = FakeWorker.all
    const ready = (w: FakeWorker | undefined) => w?.onmessage?.({ data: { ready: true } } as MessageEvent<Ready>)
    ready(first)
    await pool.decode(native, Uint8Array.of(0, 5), little)
    expect(first?.asked).toBe(1)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(first?.ended).toBe(true)
    await expect(pool.decode(native, Uint8Array.of(3, 5), little)).resolves.toMatchObject({ min: 3, max: 5 })
    await pool.decode(native, Uint8Array.of(3, 5), little)
    await vi.advanceTimersByTimeAsync(100)
    expect(FakeWorker.all).toHaveLength(2)
    const second = FakeWorker.all[1]
    expect(second?.asked).toBe(0)
    ready(second)
    await expect(pool.decode(native, Uint8Array.of(0, 5), little)).resolves.toMatchObject({ min: 7 })
    expect(second?.asked).toBe(1)
    // The page's own frames count as well: who scrolls there does not rest, and who stops does.
    await vi.advanceTimersByTimeAsync(30_000)
    expect(second?.ended).toBe(true)
    await pool.decode(native, Uint8Array.of(3, 5), little)
    await vi.advanceTimersByTimeAsync(30_100)
    expect(FakeWorker.all.map(w => w.ended)).toEqual([true, true, true])
    pool.dispose()
  })
  it('are told after a rest too which codec will be wanted, and none comes after the end', async () => {
    const pool = new Pool(1)
    await pool.decode(info, frame(0), '')
    await vi.advanceTimersByTimeAsync(30_000)
    const told = vi.spyOn(FakeWorker.prototype, 'postMessage').mockImplementation(() => {})
    pool.expect('1.2.840.10008.1.2.4.90')
    expect(told.mock.calls).toEqual([[{ expect: '1.2.840.10008.1.2.4.90' }]])
    told.mockRestore()
    pool.dispose()
    const many = FakeWorker.all.length
    pool.expect('1.2.840.10008.1.2.4.90')
    expect(FakeWorker.all).toHaveLength(many)
  })
})
