// A page of ours in a real browser, built as people get it and served under the policy
// that people get it under, over files that a test names. The pages and the browser are
// all tests' (browser-setup.ts).
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import axe from 'axe-core'
import { chromium, type Page } from 'playwright-core'
import { inject } from 'vitest'

const here = path.resolve(import.meta.dirname, '../..')
const { built, browser: address } = inject('browserTests')
export const hasBrowser = address !== ''

const types: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css', wasm: 'application/wasm', json: 'application/json', svg: 'image/svg+xml', woff2: 'font/woff2', pdf: 'application/pdf' }

/** The window's policy as main.go has it; the console's is no laxer but for styles. */
function policy(): string {
  const go = readFileSync(path.join(here, '../main.go'), 'utf8')
  const words = /const policy = ((?:"[^"]*"[\s+]*)+)/.exec(go)?.[1] ?? ''
  return [...words.matchAll(/"([^"]*)"/g)].map(m => m[1]).join('')
}

export type Look = {
  width?: number
  height?: number
  dark?: boolean
  /** In a process of its own, for what may take that down with it. Whoever asks for it closes it. */
  alone?: boolean
}

export type World = {
  origin: string
  /** What the page may ask for below /files/ or anywhere else, by its path. */
  files: Map<string, Uint8Array | string>
  /** What was asked for since a page was opened, path by path. */
  asked: string[]
  /** Leads the world's one page to the query: to open a new one for each costs four times as much. */
  open: (query: string, look?: Look) => Promise<Page>
  /** What went wrong in pages that were opened. */
  wrong: string[]
  close: () => Promise<void>
}

/** What axe finds on a page, as readable lines. Within names the part that is looked at, without the rules that are not asked. */
export async function findings(p: Page, { within, without = [] }: { within?: string; without?: string[] } = {}): Promise<string[]> {
  if (!(await p.evaluate(() => 'axe' in window))) await p.evaluate(axe.source)
  return p.evaluate(
    async ([within, without]) => {
      const { axe: here } = window as unknown as { axe: typeof axe }
      const { violations } = await here.run(within ?? document, { resultTypes: ['violations'], rules: Object.fromEntries(without.map(rule => [rule, { enabled: false }])) })
      return violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).join(' | ')}`)
    },
    [within, without] as const,
  )
}

/** Serves what was built, and a test's files beside it. */
async function serve(files: World['files'], asked: string[]): Promise<{ server: Server; origin: string }> {
  const csp = policy()
  const server = createServer((req, res) => {
    const at = new URL(req.url ?? '/', 'http://x').pathname
    asked.push(at)
    const own = path.join(built, at)
    const ours = !files.has(at) && existsSync(own) && !own.endsWith('/')
    const data = ours ? readFileSync(own) : files.get(at)
    res.setHeader('Content-Security-Policy', csp)
    res.setHeader('Cache-Control', ours ? 'max-age=3600' : 'no-store')
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
  return { server, origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
}

/** A page, and what it was led to; '' while it is led there. */
type Seen = { page: Page; opened: string }

/** Notes what nothing that is shown may do: ask a person, open a window, leave its page, begin a frame or a download, ask elsewhere. */
function watch(seen: Seen, origin: string, wrong: string[]): void {
  const p = seen.page
  p.on('pageerror', e => wrong.push(e.message))
  p.on('crash', () => wrong.push('the page ended'))
  p.on('dialog', d => {
    wrong.push(`asks: ${d.message()}`)
    void d.dismiss()
  })
  p.on('popup', () => wrong.push('opens a window'))
  p.on('download', () => wrong.push('saves a file'))
  p.on('frameattached', () => wrong.push('has a frame'))
  p.on('framenavigated', f => {
    const at = f.url().split('#', 1)[0] // what follows is the page's own way within itself
    if (seen.opened && at !== seen.opened) wrong.push(`leads to ${f.url()}`)
  })
  p.on('request', r => {
    if (!r.url().startsWith(origin) && !r.url().startsWith('data:') && !r.url().startsWith('blob:')) wrong.push(`asks ${r.url()}`)
  })
  p.on('console', m => {
    if (/Content Security Policy|Content-Security-Policy/i.test(m.text())) wrong.push(m.text())
  })
}

export async function newWorld(page: string): Promise<World> {
  const files: World['files'] = new Map()
  const asked: string[] = []
  const wrong: string[] = []
  const { server, origin } = await serve(files, asked)
  const browser = await chromium.connect(address)
  const begin = async (look: Look): Promise<Seen> => {
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    const seen: Seen = { page: await context.newPage(), opened: '' }
    watch(seen, origin, wrong)
    if (look.alone) seen.page.on('close', () => void context.close().catch(() => undefined)) // unless the browser ended before it
    return seen
  }
  let ours: Promise<Seen> | undefined
  return {
    origin,
    files,
    asked,
    wrong,
    open: async (query, look = {}) => {
      const seen = await (look.alone ? begin(look) : (ours ??= begin(look)))
      const p = seen.page
      seen.opened = ''
      await p.goto('about:blank') // what was open asks for nothing more
      asked.length = 0
      await p.setViewportSize({ width: look.width ?? 1280, height: look.height ?? 800 })
      await p.emulateMedia({ colorScheme: look.dark ? 'dark' : 'light' })
      seen.opened = `${origin}/${page}?${query}`
      await p.goto(seen.opened)
      return p
    },
    close: async () => {
      await browser.close()
      server.close()
    },
  }
}
