// How every walk begins and ends: internal/e2e tells on standard input where the
// program is, who signs in and what they type, and reads on standard output what
// was wrong with the pages: {"found": [sentence]}.
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { chromium } from 'playwright-core'
import { Person } from './person.mjs'

/** Reads the orders and opens a browser. */
export async function begin() {
  const orders = JSON.parse(await text(process.stdin))
  const found = []
  const browser = await chromium.launch({ executablePath: orders.chromium })
  return {
    orders,
    found,
    browser,
    /** A member of the staff at the console's door. */
    async arrive(role, look) {
      const account = orders.accounts.find(a => a.role === role)
      const person = await Person.at(browser, { url: orders.console, account, pictures: orders.pictures, found: words => found.push(words), look })
      person.expectRefusal('401 GET /console/api/me') // nobody is signed in yet
      return person
    },
    /** Walks, and says what was found. Where a step fails, what every window showed is kept. */
    async walk(name, steps) {
      try {
        await steps()
      } catch (e) {
        // What else was wrong with the pages is likely why.
        found.push(`the walk stopped: ${stripVTControlCharacters(e.stack)}`)
        await keepPictures(name)
      } finally {
        await browser.close()
      }
      process.stdout.write(JSON.stringify({ found }) + '\n')
    },
  }

  async function keepPictures(name) {
    const pages = browser.contexts().flatMap(c => c.pages())
    for (const [i, page] of orders.failures ? pages.entries() : []) {
      const at = path.join(orders.failures, `${name}-failed-${i}.png`)
      await page.screenshot({ path: at }).then(
        () => found.push(`what was in window ${i}: ${at}`),
        () => {}, // the page itself is gone
      )
    }
  }
}
