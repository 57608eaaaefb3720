// Takes the viewer's time and memory in the staff console, over loopback, in a
// real browser. Started by internal/e2e (TestBenchViewer); answers one line of
// JSON.
import { text } from 'node:stream/consumers'
import { chromium } from 'playwright-core'
import { Codes, Person } from './person.mjs'
import { pause, PipedChromium } from './pipe.mjs'

const orders = JSON.parse(await text(process.stdin))
const account = orders.accounts.find(a => a.role === 'coordinator')
const codes = new Codes(account.totp_secret)
const near = await overLoopback()
process.stdout.write(JSON.stringify({ ...near, far: await farAway() }) + '\n')

/** By a pipe, so that nothing is held that a person's browser would not hold. */
async function overLoopback() {
  const c = await PipedChromium.start(orders.chromium)
  try {
    const empty = await c.settled()
    let beside = c.strangers()
    await c.goto(orders.console)
    await c.fill('form input:not([type=password])', account.email)
    await c.fill('form input[type=password]', account.password)
    await c.press('button', 'Sign in')
    await c.until(`document.body.textContent.includes('One more step')`)
    await c.fill('form input', codes.next())
    await c.press('button', 'Continue')
    await c.press('tr, [role=row]', orders.patient)
    const first = []
    let thumbnails
    for (let i = 0; i < 3; i++) {
      await c.press('button', 'Records')
      await c.until(`[...document.querySelectorAll('a')].some(a => a.textContent.includes('Look at the images'))`)
      await pause(1000) // a person reads what is there
      first.push(await c.run(orders.firstImage))
      thumbnails ??= await c.run(orders.thumbnails)
      if (i < 2) await c.run('history.back()')
    }
    await pause(2000)
    const opened = c.memory()
    beside += c.strangers()
    const scrolled = await c.run(`${orders.scroll}(${orders.images})`)
    await pause(2000)
    const full = c.memory()
    beside += c.strangers()
    return { first, thumbnails, ...scrolled, opened: (opened - empty) / 1e6, memory: (full - empty) / 1e6, beside, found: c.found }
  } finally {
    await c.close()
  }
}

/** Over a line of 20 Mbit/s and 50 ms: the viewer's script known, and not. */
async function farAway() {
  const browser = await chromium.launch({ executablePath: orders.chromium })
  const p = await Person.at(browser, { url: 'about:blank', account, codes, pictures: '', found: () => {} }) // it leaves pages in the middle of all
  const { page } = p
  p.expectRefusal('401 GET /console/api/me')
  await page.goto(orders.console)
  await p.signIn()
  const line = await page.context().newCDPSession(page)
  await line.send('Network.enable')
  const far = {}
  for (const kept of [null, true, false]) {
    await page.goto(orders.console)
    await p.openCase(orders.patient)
    await p.press(/^Records/)
    await page.getByRole('link', { name: 'Look at the images' }).waitFor()
    if (kept === null) {
      // Once, so that the script is known.
      await page.evaluate(orders.firstImage)
      continue
    }
    if (!kept) await line.send('Network.clearBrowserCache')
    const before = await bytes(page)
    await line.send('Network.emulateNetworkConditions', { offline: false, latency: 50, downloadThroughput: 2.5e6, uploadThroughput: 2.5e6 })
    const ms = await page.evaluate(orders.firstImage)
    await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })
    far[kept ? 'kept' : 'read'] = { ms, ...(await bytes(page, before)) }
  }
  await browser.close()
  return far
}

/** What came over the line, and in how many answers; since before, where that is given. */
async function bytes(page, before = { requests: 0, bytes: 0 }) {
  const now = await page.evaluate(() => {
    const all = performance.getEntriesByType('resource')
    return { requests: all.filter(r => r.transferSize > 0).length, bytes: all.reduce((n, r) => n + r.transferSize, 0) }
  })
  return { requests: now.requests - before.requests, bytes: now.bytes - before.bytes }
}
