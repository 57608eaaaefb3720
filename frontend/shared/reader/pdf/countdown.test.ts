// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { countdown } from './countdown'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function waiting() {
  const w = { pieces: 0, stands: false, over: 0, end: () => {} }
  w.end = countdown({ seconds: 3, came: () => w.pieces, stands: () => w.stands, over: () => w.over++ })
  return w
}

it('is over once after its seconds, and never where it was ended', () => {
  const [late, ended] = [waiting(), waiting()]
  vi.advanceTimersByTime(3000)
  expect(late.over).toBe(0)
  ended.end()
  vi.advanceTimersByTime(60_000)
  expect([late.over, ended.over]).toEqual([1, 0])
})

it('waits for a slow line for as long as pieces come', () => {
  const w = waiting()
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(2000)
    w.pieces++
  }
  expect(w.over).toBe(0)
  vi.advanceTimersByTime(5000)
  expect(w.over).toBe(1)
})

it('counts nothing while it stands', () => {
  const w = waiting()
  w.stands = true
  vi.advanceTimersByTime(60_000)
  w.stands = false
  vi.advanceTimersByTime(3000)
  expect(w.over).toBe(0)
  vi.advanceTimersByTime(1000)
  expect(w.over).toBe(1)
})
