import { cleanup, configure } from '@testing-library/react'
import { afterEach, vi } from 'vitest'

afterEach(cleanup)

// A busy machine takes its time; nothing here tests how long something takes.
configure({ asyncUtilTimeout: 60_000 })

// What Mantine asks of a browser and jsdom does not have. Tests that drive a real browser have no window of their own.
if (typeof window !== 'undefined') {
  Object.defineProperty(window, 'matchMedia', {
    writable: true,
    value: (query: string) => ({
      matches: false,
      media: query,
      onchange: null,
      addListener: vi.fn(),
      removeListener: vi.fn(),
      addEventListener: vi.fn(),
      removeEventListener: vi.fn(),
      dispatchEvent: vi.fn(),
    }),
  })

  class NoResizes {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  window.ResizeObserver = NoResizes
  window.HTMLElement.prototype.scrollIntoView = () => {}
  window.HTMLCanvasElement.prototype.getContext = () => null
}
