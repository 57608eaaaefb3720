// Takes the viewer's time and memory in the staff console, over loopback, in a
// real browser. Started by internal/e2e (TestBenchViewer); answers one line of
// JSON.
import { readdirSync, readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { chromium } from 'playwright-core'
import { Person } from './person.mjs'

const orders = JSON.parse(await text(process.stdin))
const server = await chromium.launchServer({ executablePath: orders.chromium })
const browser = await chromium.connect(server.wsEndpoint())
const found = []
const account = orders.accounts.find(a => a.role === 'coordinator')
const p = await Person.at(browser, { url: 'about:blank', account, pictures: '', found: words => found.push(words) })
const { page } = p
await page.waitForTimeout(2000)
const empty = memory(server.process().pid)
p.expectRefusal('401 GET /console/api/me')
await page.goto(orders.console)
await p.signIn()
await p.openCase(orders.patient)
await p.press(/^Records/)
const first = []
for (let i = 0; i < 3; i++) {
  await page.getByRole('link', { name: 'Look at the images' }).waitFor()
  first.push(await page.evaluate(orders.firstImage))
  if (i === 0) var thumbnails = await page.evaluate(orders.thumbnails)
  if (i < 2) {
    await page.goBack()
    await p.press(/^Records/)
  }
}
const scrolled = await page.evaluate(`${orders.scroll}(${orders.images})`)
await page.waitForTimeout(2000)
const full = memory(server.process().pid)
// Over a line of 20 Mbit/s and 50 ms: the viewer's script known, and not.
const line = await page.context().newCDPSession(page)
await line.send('Network.enable')
const far = {}
for (const kept of [true, false]) {
  await page.goto(`${orders.console}`)
  await p.openCase(orders.patient)
  await p.press(/^Records/)
  await page.getByRole('link', { name: 'Look at the images' }).waitFor()
  if (!kept) await line.send('Network.clearBrowserCache')
  const before = await bytes()
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 50, downloadThroughput: 2.5e6, uploadThroughput: 2.5e6 })
  const ms = await page.evaluate(orders.firstImage)
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })
  far[kept ? 'kept' : 'read'] = { ms, ...(await bytes(before)) }
}
await browser.close()
await server.close()
process.stdout.write(JSON.stringify({ found, first, thumbnails, ...scrolled, memory: (full - empty) / 1e6, far }) + '\n')

/** What came over the line, and in how many answers; since before, where that is given. */
async function bytes(before = { requests: 0, bytes: 0 }) {
  const now = await page.evaluate(() => {
    const all = performance.getEntriesByType('resource')
    return { requests: all.filter(r => r.transferSize > 0).length, bytes: all.reduce((n, r) => n + r.transferSize, 0) }
  })
  return { requests: now.requests - before.requests, bytes: now.bytes - before.bytes }
}

/** What a process and all below it hold, shared memory by its share. */
function memory(root) {
  const parents = new Map()
  for (const pid of readdirSync('/proc').filter(n => /^\d+$/.test(n))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // it ended meanwhile
    }
  }
  const below = pid => [pid, ...[...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => below(child))]
  let sum = 0
  for (const pid of below(root)) {
    try {
      sum += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024
    } catch {
      // as above
    }
  }
  return sum
}
