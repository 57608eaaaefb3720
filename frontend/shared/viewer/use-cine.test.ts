import { act, renderHook } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { describe as described } from './describe'
import { useCine } from './use-cine'

/** A run of images, each of which comes so many ms after it is asked for. */
function run(length: number, timeOf: (index: number) => number | null, late: (index: number) => number = () => 0, meanTime?: number) {
  const seen: number[] = []
  const hook = renderHook(
    ({ series }: { series: string }) => {
      const [at, setAt] = useState({ index: 0, standing: 0 })
      const go = (index: number) => {
        seen.push(index)
        setAt(a => ({ ...a, index }))
        setTimeout(() => act(() => setAt(a => ({ ...a, standing: index }))), late(index))
      }
      return useCine({ series, length, ...at, frameTime: timeOf(at.standing), meanTime, go })
    },
    { initialProps: { series: 'a' } },
  )
  const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))
  return { seen, pass, hook, cine: () => hook.result.current, toggle: () => act(() => hook.result.current.toggle()) }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a run', () => {
  it.each([
    ['a frame time', 40, 25],
    ['a slow one', 500, 2],
    ['none', null, 10],
    ['faster than a screen', 1, 60],
  ] as const)('goes as fast as its file says: %s', (_, time, perSecond) => {
    const r = run(200, () => time)
    r.toggle()
    for (let i = 0; i < 1000; i++) r.pass(1)
    expect(Math.abs(r.seen.length - perSecond)).toBeLessThanOrEqual(1)
    expect(r.seen.slice(0, 3)).toEqual([1, 2, 3].slice(0, r.seen.length))
  })

  it.each([5000, 20_000])('is as slow as its file says: an image in %d ms', time => {
    const r = run(200, () => time)
    expect(r.cine().rate).toBe(r.cine().recorded)
    r.toggle()
    r.pass(time - 1)
    expect(r.seen).toEqual([])
    r.pass(1)
    expect(r.seen).toEqual([1])
  })

  it('is said by one rate, whatever time each image has', () => {
    const times = [100, 300, 100, 300]
    const r = run(4, i => times[i] ?? null, () => 0, 200)
    expect(r.cine()).toMatchObject({ rate: 5, recorded: 5 })
    r.toggle()
    r.pass(100)
    r.pass(0)
    expect(r.cine()).toMatchObject({ rate: 5, recorded: 5 })
    r.pass(299)
    expect(r.seen).toEqual([1])
    r.pass(1)
    expect(r.seen).toEqual([1, 2])
  })

  it('gives each image its own time', () => {
    const r = run(4, i => [100, 300, 100, 300][i] ?? null)
    r.toggle()
    r.pass(99)
    expect(r.seen).toEqual([])
    r.pass(1)
    expect(r.seen).toEqual([1])
    r.pass(0)
    r.pass(299)
    expect(r.seen).toEqual([1])
    r.pass(1)
    expect(r.seen).toEqual([1, 2])
  })

  it('keeps its speed where images take a while, and leaves out none that is late', () => {
    const steady = run(200, () => 100, () => 60)
    steady.toggle()
    for (let i = 0; i < 1000; i++) steady.pass(1)
    expect(Math.abs(steady.seen.length - 10)).toBeLessThanOrEqual(1)
    const held = run(200, () => 100, i => (i === 3 ? 1000 : 0))
    held.toggle()
    for (let i = 0; i < 1200; i++) held.pass(1)
    expect(held.seen).toEqual([1, 2, 3])
    for (let i = 0; i < 300; i++) held.pass(1)
    expect(held.seen.slice(0, 5)).toEqual([1, 2, 3, 4, 5])
    expect(held.seen.length).toBeLessThan(8) // it runs on, and does not rush after
  })

  it('goes as fast as a person chose, for that series alone, and again as recorded', () => {
    const r = run(200, () => 40)
    expect(r.cine()).toMatchObject({ rate: 25, recorded: 25 })
    act(() => r.cine().setRate(5))
    expect(r.cine()).toMatchObject({ rate: 5, recorded: 25 })
    r.toggle()
    for (let i = 0; i < 1000; i++) r.pass(1)
    expect(Math.abs(r.seen.length - 5)).toBeLessThanOrEqual(1)
    r.hook.rerender({ series: 'b' })
    expect(r.cine().rate).toBe(25)
    r.hook.rerender({ series: 'a' })
    expect(r.cine().rate).toBe(5)
    act(() => r.cine().setRate(null))
    expect(r.cine().rate).toBe(25)
  })

  it('stops where it is', () => {
    const r = run(200, () => 40)
    r.toggle()
    r.pass(100)
    const before = r.seen.length
    r.toggle()
    r.pass(5000)
    expect(r.seen.length).toBe(before)
  })
})

it('says one time on average of all frames that have each their own', () => {
  const film = { '00280010': { vr: 'US', Value: [1] }, '00280011': { vr: 'US', Value: [1] }, '00181065': { vr: 'DS', Value: [0, 100, 300] } }
  expect([1, 2, 3].map(n => described(film, n).meanTime)).toEqual([200, 200, 200])
})

describe('how fast a file says it runs', () => {
  const said = (more: Record<string, { vr: string; Value: unknown[] }>, frame = 1) => described({ '00280010': { vr: 'US', Value: [1] }, '00280011': { vr: 'US', Value: [1] }, ...more }, frame).frameTime
  const ds = (v: unknown) => ({ vr: 'DS', Value: [v].flat() })
  it.each([
    ['as its maker wants it shown, before how it was taken', { '00082144': ds(15), '00181063': ds(33.3), '00180040': ds(30) }, 1, 1000 / 15],
    ['by the time of a frame', { '00181063': ds(40), '00180040': ds(30) }, 1, 40],
    ['by a rate', { '00180040': ds(30) }, 1, 1000 / 30],
    ['by each frame’s own time, to the next one', { '00181065': ds([0, 100, 300]) }, 2, 300],
    ['by the others’ mean behind the last', { '00181065': ds([0, 100, 300]) }, 3, 200],
    ['by the list that it points to', { '00181063': ds(40), '00181065': ds([0, 100]), '00280009': { vr: 'AT', Value: ['00181065'] } }, 1, 100],
    ['by none that is nothing', { '00082144': ds(0), '00181063': ds(-3), '00180040': ds(12.5) }, 1, 80],
    ['by none', {}, 1, null],
  ] as const)('%s', (_, more, frame, want) => {
    const got = said(more as never, frame)
    if (want === null) expect(got).toBeNull()
    else expect(got).toBeCloseTo(want, 6)
  })
})
