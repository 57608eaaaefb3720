import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { everyMs, followHands } from './hands'

/** A window that a test gives events to, as a person's or as a script's. */
function stand() {
  const heard = new Map<string, (e: Event) => void>()
  const w = {
    addEventListener: (name: string, f: (e: Event) => void) => heard.set(name, f),
    removeEventListener: (name: string) => heard.delete(name),
  } as unknown as Window
  const give = (type: string, more: object = {}) => heard.get(type)?.({ type, isTrusted: true, ...more } as Event)
  return { w, give, heard }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('what counts as a person', () => {
  it('is a key, a button, the wheel; not a script', () => {
    const { w, give } = stand()
    const touched = vi.fn()
    followHands(touched, w)
    give('keydown', { isTrusted: false })
    give('focus')
    expect(touched).not.toHaveBeenCalled()
    for (const act of ['keydown', 'pointerdown', 'wheel', 'drop']) {
      give(act)
      vi.advanceTimersByTime(everyMs)
    }
    expect(touched).toHaveBeenCalledTimes(4)
  })

  it('is a pointer that moves, not one under which the page does', () => {
    const { w, give } = stand()
    const touched = vi.fn()
    followHands(touched, w)
    for (let i = 0; i < 3; i++) give('pointermove', { screenX: 10, screenY: 20 })
    expect(touched).not.toHaveBeenCalled()
    give('pointermove', { screenX: 11, screenY: 20 })
    expect(touched).toHaveBeenCalledTimes(1)
  })

  it('is told at most each few seconds, and not after the end', () => {
    const { w, give, heard } = stand()
    const touched = vi.fn()
    const end = followHands(touched, w)
    for (let i = 0; i < 10; i++) give('keydown')
    expect(touched).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(everyMs)
    give('keydown')
    expect(touched).toHaveBeenCalledTimes(2)
    end()
    expect(heard.size).toBe(0)
  })
})
