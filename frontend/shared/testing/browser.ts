// A page of ours in a real browser, built as people get it and served under the policy
// that people get it under, over files that a test names.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'

const here = path.resolve(import.meta.dirname, '../..')
const chrome = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const hasBrowser = existsSync(chrome)

const types: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css', wasm: 'application/wasm', json: 'application/json', svg: 'image/svg+xml', woff2: 'font/woff2', pdf: 'application/pdf' }

/** The window's policy as main.go has it; the console's is no laxer but for styles. */
function policy(): string {
  const go = readFileSync(path.join(here, '../main.go'), 'utf8')
  const words = /const policy = ((?:"[^"]*"[\s+]*)+)/.exec(go)?.[1] ?? ''
  return [...words.matchAll(/"([^"]*)"/g)].map(m => m[1]).join('')
}

export type World = {
  origin: string
  /** What the page may ask for below /files/ or anywhere else, by its path. */
  files: Map<string, Uint8Array | string>
  /** What was asked for, path by path. */
  asked: string[]
  open: (query: string, look?: { width?: number; height?: number; dark?: boolean }) => Promise<Page>
  /** What went wrong in pages that were opened. */
  wrong: string[]
  close: () => Promise<void>
}

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

export async function newWorld(page: string): Promise<World> {
  const built = mkdtempSync(path.join(tmpdir(), 'oso-pages-'))
  await asPeopleGetIt(() =>
    build({
      configFile: path.join(here, 'vite.config.ts'),
      mode: 'desktop',
      root: here,
      base: '/',
      logLevel: 'error',
      build: { outDir: built, emptyOutDir: false, target: 'esnext', rolldownOptions: { input: path.join(here, page) } },
    }),
  )
  const files: World['files'] = new Map()
  const asked: string[] = []
  const wrong: string[] = []
  const server: Server = createServer((req, res) => {
    const at = new URL(req.url ?? '/', 'http://x').pathname
    asked.push(at)
    const own = path.join(built, at)
    const data = files.get(at) ?? (existsSync(own) && !own.endsWith('/') ? readFileSync(own) : undefined)
    res.setHeader('Content-Security-Policy', policy())
    res.setHeader('Cache-Control', 'no-store')
    if (data === undefined) return res.writeHead(404).end()
    res.setHeader('Content-Type', types[path.extname(at).slice(1)] ?? 'application/octet-stream')
    const all = Buffer.from(data)
    const range = /^bytes=(\d+)-(\d+)$/.exec(req.headers.range ?? '')
    if (range) {
      const part = all.subarray(Number(range[1]), Number(range[2]) + 1)
      return res.writeHead(206, { 'Content-Range': `bytes ${range[1]}-${range[2]}/${all.length}`, 'Content-Length': part.length }).end(part)
    }
    res.writeHead(200, { 'Content-Length': all.length }).end(req.method === 'HEAD' ? undefined : all)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const browser: Browser = await chromium.launch({ executablePath: chrome, args: ['--no-sandbox'] })
  return {
    origin,
    files,
    asked,
    wrong,
    open: async (query, look = {}) => {
      const context = await browser.newContext({ viewport: { width: look.width ?? 1280, height: look.height ?? 800 }, colorScheme: look.dark ? 'dark' : 'light', reducedMotion: 'reduce' })
      const p = await context.newPage()
      p.on('pageerror', e => wrong.push(e.message))
      p.on('crash', () => wrong.push('the page ended'))
      // Nothing that is shown asks a person, opens a window, leaves its page or begins a frame or a download.
      p.on('dialog', d => {
        wrong.push(`asks: ${d.message()}`)
        void d.dismiss()
      })
      p.on('popup', () => wrong.push('opens a window'))
      p.on('download', () => wrong.push('saves a file'))
      p.on('frameattached', () => wrong.push('has a frame'))
      let opened = ''
      p.on('framenavigated', f => {
        const page = f.url().split('#', 1)[0] ?? '' // what follows is the page's own way within itself
        if (opened && page !== opened) wrong.push(`leads to ${f.url()}`)
        opened ||= page
      })
      p.on('request', r => {
        if (!r.url().startsWith(origin) && !r.url().startsWith('data:') && !r.url().startsWith('blob:')) wrong.push(`asks ${r.url()}`)
      })
      p.on('console', m => {
        if (/Content Security Policy|Content-Security-Policy/i.test(m.text())) wrong.push(m.text())
      })
      await p.goto(`${origin}/${page}?${query}`)
      return p
    },
    close: async () => {
      await browser.close()
      server.close()
      rmSync(built, { recursive: true })
    },
  }
}
