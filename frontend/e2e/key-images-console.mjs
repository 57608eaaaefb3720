// Looks in the staff console at the key images that a clinic marked. Started by
// internal/e2e like viewer.mjs.
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { chromium } from 'playwright-core'
import { Person } from './person.mjs'

const orders = JSON.parse(await text(process.stdin))
const found = []
const browser = await chromium.launch({ executablePath: orders.chromium })
try {
  const account = orders.accounts.find(a => a.role === 'coordinator')
  const p = await Person.at(browser, { url: orders.console, account, pictures: orders.pictures, found: words => found.push(words) })
  const { page } = p
  p.expectRefusal('401 GET /console/api/me')
  await p.signIn()
  await p.openCase(orders.patient)
  await p.press(/^Records/)
  await page.getByRole('link', { name: 'Look at the images' }).click()
  await page.getByRole('heading', { name: /^From the clinic ?1/ }).waitFor()
  await page.getByRole('button', { name: new RegExp(`^Open key image 1: .*${orders.note}`) }).click()
  await page.locator(`[data-index="${orders.number}"]`).waitFor()
  // Its arrow, its line on the scroll bar, its small picture; nothing to change it with.
  await page.locator('main [data-arrow]').first().waitFor({ state: 'attached' })
  await page.locator(`[data-key-image="${orders.number}"]`).waitFor({ state: 'attached' })
  await page.locator('[data-key-images] canvas[data-drawn]').waitFor()
  if ((await page.getByRole('textbox').count()) > 0 || (await page.getByRole('button', { name: 'Remove' }).count()) > 0 || (await page.locator('[data-mark]').count()) > 0) found.push('the clinic’s key images can be changed')
  await p.look('viewer-key-images')
} catch (e) {
  found.push(`the walk stopped: ${stripVTControlCharacters(e.stack)}`)
} finally {
  await browser.close()
}
process.stdout.write(JSON.stringify({ found }) + '\n')
