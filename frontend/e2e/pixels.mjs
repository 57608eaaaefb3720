// Asks the proof page for frame after frame. Started by internal/e2e, which
// tells on standard input where the page is and what to ask, and reads a line
// of JSON for each on standard output.
import { text } from 'node:stream/consumers'
import { chromium } from 'playwright-core'

const orders = JSON.parse(await text(process.stdin))
const browser = await chromium.launch({ executablePath: orders.chromium })
const page = await browser.newPage()
const wrong = []
page.on('pageerror', e => wrong.push(e.message))
await page.goto(orders.page)
await page.waitForFunction(() => 'prove' in window)
for (const { record, frame, slide } of orders.frames) {
  const found = await page.evaluate(([r, f, s]) => (s ? window.proveSlide(r) : window.prove(r, f)), [record, frame, slide])
  process.stdout.write(JSON.stringify({ record, frame, ...found, most: found.most === Infinity ? 1e30 : found.most }) + '\n')
}
await browser.close()
if (wrong.length > 0) {
  process.stderr.write(wrong.join('\n') + '\n')
  process.exit(1)
}
