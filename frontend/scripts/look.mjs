// Draws every screen over made-up data into look/: 1280x800 light and dark, 853x533
// (150%). Runs axe on each and prints what it finds. Needs Chromium; not a test.
//
//   npm run look                all screens
//   npm run look -- cases sign  some of them
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright-core'
import { createServer } from 'vite'

const here = path.resolve(import.meta.dirname, '..')
const out = path.join(here, 'look')
mkdirSync(out, { recursive: true })

const source = readFileSync(path.join(here, 'desktop/testing/look.tsx'), 'utf8')
const all = [...source.matchAll(/^ {2}(\w+): \{/gm)].map(m => m[1])
const asked = process.argv.slice(2)
const scenes = asked.length > 0 ? all.filter(s => asked.includes(s)) : all

const looks = [
  { suffix: '', width: 1280, height: 800, colorScheme: 'light' },
  { suffix: '-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { suffix: '-853x533', width: 853, height: 533, colorScheme: 'light' },
]

const server = await createServer({ configFile: path.join(here, 'vite.config.ts'), mode: 'desktop', logLevel: 'error', server: { port: 0 } })
await server.listen()
const origin = server.resolvedUrls.local[0]
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) throw new Error('Chromium is not at ' + executablePath + '; set CHROMIUM')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
let found = 0
for (const look of looks) {
  const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, colorScheme: look.colorScheme, timezoneId: 'America/New_York', reducedMotion: 'reduce' })
  for (const scene of scenes) {
    const page = await context.newPage()
    page.on('pageerror', e => console.log(`${scene}${look.suffix}: ${e.message}`))
    page.on('console', m => m.type() === 'error' && console.log(`${scene}${look.suffix}: ${m.text()}`))
    await page.clock.setFixedTime(new Date('2026-11-24T15:44:00Z'))
    await page.goto(`${origin}testing/look.html?scene=${scene}`)
    await page.waitForFunction(() => document.querySelector('#root')?.childElementCount > 0)
    await page.waitForLoadState('networkidle')
    await page.evaluate(() => document.fonts.ready)
    await page.waitForTimeout(400)
    const { violations } = await new AxeBuilder({ page }).analyze()
    for (const v of violations) {
      found++
      console.log(`${scene}${look.suffix}: axe ${v.id}: ${v.nodes.length} x ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].any[0]?.message ?? v.nodes[0].all[0]?.message ?? ''}`)
    }
    await page.screenshot({ path: path.join(out, `${scene}${look.suffix}.png`) })
    await page.close()
  }
  await context.close()
}
await browser.close()
await server.close()
console.log(`${scenes.length} screens, ${found} findings of axe`)
