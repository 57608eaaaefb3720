// Asks the proof page for the pictures of key images. Started by internal/e2e,
// which tells on standard input where the page is and what to draw, and reads a
// line of JSON for each on standard output.
import { text } from 'node:stream/consumers'
import { chromium } from 'playwright-core'

const orders = JSON.parse(await text(process.stdin))
const browser = await chromium.launch({ executablePath: orders.chromium })
const page = await browser.newPage()
const wrong = []
page.on('pageerror', e => wrong.push(e.message))
await page.goto(orders.page)
await page.waitForFunction(() => 'keyImage' in window)
for (const k of orders.images) {
  process.stdout.write(JSON.stringify(await page.evaluate(k => window.keyImage(k), k)) + '\n')
}
await browser.close()
if (wrong.length > 0) {
  process.stderr.write(wrong.join('\n') + '\n')
  process.exit(1)
}
