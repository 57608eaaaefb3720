import { afterAll, afterEach, vi } from 'vitest'

// Tests that need no page, or drive a real browser, say so (@vitest-environment node) and have no window of their own.
if (typeof window !== 'undefined') {
  const { cleanup, configure } = await import('@testing-library/react')
  const { beCheap } = await import('./cheap')
  beCheap()
  afterEach(cleanup)
  // A page that is loaded when it is wanted may be on its way still: half loaded, it
  // would be so for every file that shares this worker's modules.
  afterAll(() => vi.dynamicImportSettled())
  // A busy machine takes its time; nothing here tests how long something takes.
  configure({ asyncUtilTimeout: 60_000 })

  // What Mantine asks of a browser and jsdom does not have.
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
  // Chromium answers with a promise, which no effect may give back to React.
  window.HTMLElement.prototype.scrollIntoView = () => Promise.resolve()
  window.HTMLCanvasElement.prototype.getContext = () => null

  // jsdom lays nothing out, so each button counts as scrolled out of sight: what
  // hangs on one would be hidden again some time after it was opened.
  const { theme } = await import('../theme/theme')
  theme.components = { ...theme.components, Popover: { defaultProps: { hideDetached: false } } }
}
