// What all tests in a real browser share: the pages, built once, and the browser. Each
// build took as long as ten tests do, and each start of a browser as long as two.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the pages, and where the browser listens; both empty where this machine has none. */
    browserTests: { built: string; browser: string }
  }
}

const here = path.resolve(import.meta.dirname, '../..')
// The first has no window of its own and takes half the processor; only Debian has it.
const chrome = process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync) ?? ''
const pages = ['desktop/testing/look.html', 'shared/testing/reader.html', 'shared/testing/slide.html']

/** Within a test React would be built with its checks for whoever develops, which nobody is given. */
async function asPeopleGetIt(build: () => Promise<unknown>): Promise<void> {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    await build()
  } finally {
    process.env.NODE_ENV = before
  }
}

let end: (() => Promise<void>) | undefined

export async function setup(project: TestProject) {
  if (!existsSync(chrome)) {
    project.provide('browserTests', { built: '', browser: '' })
    return
  }
  const built = mkdtempSync(path.join(tmpdir(), 'oso-pages-'))
  await asPeopleGetIt(() =>
    build({
      configFile: path.join(here, 'vite.config.ts'),
      mode: 'desktop',
      root: here,
      base: '/',
      logLevel: 'error',
      build: { outDir: built, emptyOutDir: false, target: 'esnext', rolldownOptions: { input: pages.map(page => path.join(here, page)) } },
    }),
  )
  const browser = await chromium.launchServer({ executablePath: chrome, args: ['--no-sandbox'] })
  project.provide('browserTests', { built, browser: browser.wsEndpoint() })
  end = async () => {
    await browser.close()
    rmSync(built, { recursive: true })
  }
}

export async function teardown() {
  await end?.()
}
