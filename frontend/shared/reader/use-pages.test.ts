import { act, renderHook } from '@testing-library/react'
import type { KeyboardEvent } from 'react'
import { describe, expect, it, vi } from 'vitest'
import type { Zoom } from './layout'
import type { Sheets } from './roll'
import { useFinder } from './use-finder'
import { usePages } from './use-pages'

type Found = { words: string; hits: { page: number; y: number }[]; done: boolean }

/** A record of 20 pages, whose sheets only say where they are led. */
function read(id: string, given: { page?: number; fit?: 'width' | 'page'; find?: string; found?: Found; onPage?: (n: number) => void } = {}) {
  const led: [number, number | undefined][] = []
  const shown: Sheets = { show: (page, y) => led.push([page, y]), focus: vi.fn() }
  const sheets = { current: shown }
  const hook = renderHook(
    ({ page, find = '', found, onPage }: typeof given) => {
      const finder = useFinder(find, () => shown.focus())
      const pages = usePages({ id, pages: 20, fit: given.fit ?? 'width', page, onPage, sheets, finder, found })
      return { pages, finder }
    },
    { initialProps: given },
  )
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => {
    const taken = vi.fn()
    const e = { key, target: document.body, ...more, preventDefault: taken, stopPropagation: vi.fn() }
    act(() => hook.result.current.pages.onKeyDown(e as unknown as KeyboardEvent))
    return taken.mock.calls.length > 0
  }
  return { ...hook, led, press, focus: shown.focus }
}

describe('what is read page by page', () => {
  it('opens where it was left, turned and as large as it was', () => {
    const first = read('left')
    act(() => first.result.current.pages.turnedTo(7))
    first.press('r')
    act(() => first.result.current.pages.setZoom(2))
    first.unmount()
    expect(read('another').result.current.pages).toMatchObject({ start: 1, turn: 0, zoom: 'width' })
    expect(read('left').result.current.pages).toMatchObject({ start: 7, page: 7, turn: 90, zoom: 2 })
    expect(read('left', { page: 3 }).result.current.pages).toMatchObject({ start: 3, turn: 90 })
  })

  it('has the same keys whatever it is pages of', () => {
    for (const fit of ['width', 'page'] as const) {
      const r = read(`keys ${fit}`, { fit })
      act(() => r.result.current.pages.setScale(96 / 72))
      const zoomAfter = (key: string): Zoom => (r.press(key), r.result.current.pages.zoom)
      expect([zoomAfter('+'), zoomAfter('-'), zoomAfter('0')]).toEqual([1.25, 0.75, fit])
      for (const [key, turn] of [['r', 90], ['r', 180], ['R', 90], ['R', 0], ['R', 270]] as const) {
        r.press(key)
        expect(r.result.current.pages.turn).toBe(turn)
      }
      r.press('End')
      r.press('Home')
      expect(r.led).toEqual([[20, undefined], [1, undefined]])
      // What is typed, and what the system or the browser takes, is no key of ours.
      expect(r.press('r', { target: document.createElement('input') })).toBe(false)
      expect(r.press('r', { ctrlKey: true })).toBe(false)
      expect(r.press('x')).toBe(false)
    }
  })

  it('is led to another page from outside, and not while it stays the same', () => {
    const told: number[] = []
    const onPage = (n: number) => told.push(n)
    const r = read('led', { page: 2, onPage })
    act(() => r.result.current.pages.turnedTo(5))
    r.rerender({ page: 2, onPage })
    expect(r.led).toEqual([])
    r.rerender({ page: 99, onPage })
    expect(r.led).toEqual([[20, undefined]])
    expect(r.result.current.pages.page).toBe(20)
    expect(told).toEqual([5])
  })

  it('goes to the first hit from the open page on, then from hit to hit, around the end', () => {
    const hits = [{ page: 2, y: 0.1 }, { page: 9, y: 0.5 }, { page: 12, y: 0.2 }]
    const r = read('hits', { page: 5, find: 'word' })
    expect(r.result.current.finder).toMatchObject({ open: true, words: 'word' })
    r.rerender({ page: 5, find: 'word', found: { words: 'word', hits: hits.slice(0, 1), done: false } })
    expect(r.led).toEqual([]) // there may be one behind the open page
    r.rerender({ page: 5, find: 'word', found: { words: 'word', hits: hits.slice(0, 2), done: false } })
    expect(r.led).toEqual([[9, 0.5]])
    const found = { words: 'word', hits, done: true }
    r.rerender({ page: 5, find: 'word', found })
    act(() => r.result.current.pages.step(1))
    r.press('F3')
    expect(r.press('g', { ctrlKey: true, shiftKey: true })).toBe(true)
    expect(r.led).toEqual([[9, 0.5], [12, 0.2], [2, 0.1], [12, 0.2]])
    expect(r.result.current.pages.at).toBe(2)
    r.press('Escape')
    expect(r.result.current.finder).toMatchObject({ open: false, words: '', typed: 'word' })
    expect(r.focus).toHaveBeenCalledTimes(1)
    r.rerender({ page: 5, find: 'word', found: { words: '', hits: [], done: true } })
    expect(r.result.current.pages.at).toBe(-1)
    r.rerender({ page: 8, find: 'word', found })
    expect(r.result.current.pages.at).toBe(1) // searched for again from where one is led
  })

  it('goes back to the only hit where all others are before the open page', () => {
    const r = read('before', { page: 9, find: 'word', found: { words: 'word', hits: [{ page: 2, y: 0 }], done: true } })
    expect(r.led).toEqual([[2, 0]])
  })
})
