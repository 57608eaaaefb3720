// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { placeFor } from './toast-place'

const toast = { width: 240, height: 48 }
const large = { width: 1280, height: 800 }
const small = { width: 853, height: 533 }
const lock = { left: 8, top: 752, width: 200, height: 32 }

describe('a toast', () => {
  it('stands at the bottom where nothing is', () => {
    expect(placeFor(toast, [], large)).toEqual({ from: 'bottom', off: 16 })
    expect(placeFor(toast, [{ left: 900, top: 740, width: 300, height: 40 }], large)).toEqual({ from: 'bottom', off: 16 })
  })

  it('is raised above a button', () => {
    const { from, off } = placeFor(toast, [lock], large)
    expect(from).toBe('bottom')
    expect(800 - off).toBeLessThanOrEqual(lock.top)
  })

  it('goes to the top where a column is full of links', () => {
    const links = Array.from({ length: 15 }, (_, i) => ({ left: 8, top: 33 * i, width: 170, height: 32 }))
    expect(placeFor(toast, links, small)).toEqual({ from: 'top', off: 4 })
  })

  it('covers least where something is everywhere', () => {
    const links = Array.from({ length: 16 }, (_, i) => ({ left: 8, top: 33 * i, width: 170, height: 32 }))
    expect(placeFor(toast, [...links, { left: 700, top: 8, width: 100, height: 32 }], small)).toEqual({ from: 'top', off: 4 })
  })
})
