// Draws every screen over made-up data into look/: 1280x800 and 853x533 (150%),
// each light and dark. Needs Chromium; not a test.
//
//   npm run look                all screens
//   npm run look -- cases sign  some of them
//   --only=light|dark|853x533|853x533-dark   one look; --axe also looks for what axe finds
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'
import { violationsOf } from '../e2e/axe.mjs'

const here = path.resolve(import.meta.dirname, '..')
const out = path.join(here, 'look')
mkdirSync(out, { recursive: true })

const source = readFileSync(path.join(here, 'desktop/testing/scenes.ts'), 'utf8')
const all = [...source.matchAll(/^ {2}(\w+): \{/gm)].map(m => m[1])
const asked = process.argv.slice(2).filter(a => !a.startsWith('--'))
const only = process.argv.find(a => a.startsWith('--only='))?.slice('--only='.length)
const withAxe = process.argv.includes('--axe')
const scenes = asked.length > 0 ? all.filter(s => asked.includes(s)) : all

const looks = [
  { suffix: '', width: 1280, height: 800, colorScheme: 'light' },
  { suffix: '-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { suffix: '-853x533', width: 853, height: 533, colorScheme: 'light' },
  { suffix: '-853x533-dark', width: 853, height: 533, colorScheme: 'dark' },
]

// Built once into node_modules and served from there: hundreds of modules a page are slow.
const built = path.join(here, 'node_modules/.look')
const config = { configFile: path.join(here, 'vite.config.ts'), mode: 'desktop', logLevel: 'error' }
const look = path.join(here, 'desktop/testing/look.html')
await build({ ...config, build: { outDir: built, minify: false, target: 'esnext', rolldownOptions: { input: look } } })
const server = await preview({ ...config, build: { outDir: built }, preview: { port: 0 } })
const origin = server.resolvedUrls.local[0]
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) throw new Error('Chromium is not at ' + executablePath + '; set CHROMIUM')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
let found = 0

async function draw(context, scene, suffix) {
  const page = await context.newPage()
  page.on('pageerror', e => console.log(`${scene}${suffix}: ${e.message}`))
  page.on('console', m => m.type() === 'error' && !m.location().url.endsWith('favicon.ico') && console.log(`${scene}${suffix}: ${m.text()}`))
  await page.goto(`${origin}testing/look.html?scene=${scene}`)
  await page.waitForFunction(() => document.querySelector('#root')?.childElementCount > 0)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  // Loading words and late queries; a busy machine takes its time.
  await page.waitForFunction(() => document.querySelectorAll('main').length > 0 && !/^(Opening|Reading the case|Checking)/m.test(document.querySelector('main')?.innerText ?? ''), undefined, { timeout: 5000 }).catch(() => {})
  await page.waitForTimeout(900)
  await page.evaluate(() => document.fonts.ready)
  if (withAxe) {
    for (const v of await violationsOf(page)) {
      found++
      const first = v.nodes[0]
      console.log(`${scene}${suffix}: axe ${v.id}: ${v.nodes.length} x ${first.html.slice(0, 160)} ${first.any[0]?.message ?? first.all[0]?.message ?? ''}`)
    }
  }
  await page.screenshot({ path: path.join(out, `${scene}${suffix}.png`) })
  await page.close()
}

for (const look of looks) {
  if (only && only !== (look.suffix.slice(1) || 'light')) continue
  const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, colorScheme: look.colorScheme, timezoneId: 'America/New_York', reducedMotion: 'reduce' })
  await context.clock.setFixedTime(new Date('2026-11-24T15:44:00Z'))
  const waiting = [...scenes]
  const worker = async () => {
    for (let scene = waiting.shift(); scene; scene = waiting.shift()) await draw(context, scene, look.suffix)
  }
  await Promise.all([worker(), worker(), worker()])
  await context.close()
}
await browser.close()
await server.close()
console.log(`${scenes.length} screens, ${found} findings of axe`)
