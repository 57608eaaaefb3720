// A specialist looks at the part of a slide that the clinic marked, and shows it as
// a figure of the letter. Started by internal/e2e like windows.mjs.
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { chromium } from 'playwright-core'
import { Person } from './person.mjs'

const orders = JSON.parse(await text(process.stdin))
const found = []
const browser = await chromium.launch({ executablePath: orders.chromium })
let p
try {
  p = await Person.at(browser, { url: orders.console, account: orders.accounts.find(a => a.role === 'specialist'), pictures: orders.pictures, found: words => found.push(words) })
  const { page } = p
  p.expectRefusal('401 GET /console/api/me')
  await p.signIn()
  await page.goto(`${orders.console.replace(/\/$/, '')}/case/${orders.id}/images?key=${orders.key}`)
  await page.getByRole('heading', { name: /^From the clinic ?1/ }).waitFor()
  await page.getByRole('button', { name: new RegExp(`^Open key image 1: .*${orders.note}`) }).waitFor()
  await page.locator('[data-key-images] canvas[data-drawn]').waitFor()
  const slide = page.getByRole('group', { name: /HE, .*\d/ })
  await slide.waitFor()
  await slide.focus()
  await page.keyboard.press('k')
  await page.getByRole('textbox', { name: 'Note on key image 1' }).waitFor()
  await page.keyboard.type(orders.legend)
  await page.keyboard.press('Enter')
  // Kept with its picture before the window is left.
  const kept = () =>
    page.evaluate(
      async ([id, legend]) => {
        const answer = await fetch(`/console/api/cases/${id}/opinion`)
        const figures = answer.ok ? ((await answer.json()).content.figures ?? []) : []
        return figures.length === 1 && figures[0].image.note === legend
      },
      [orders.id, orders.legend],
    )
  for (let tries = 0; !(await kept()); tries++) {
    if (tries === 240) throw new Error('the figure is never kept')
    await page.waitForTimeout(500)
  }
  await p.look('slide-figure')
} catch (e) {
  found.push(`the walk stopped: ${stripVTControlCharacters(e.stack)}`)
  if (p) await p.page.screenshot({ path: `${orders.failures}/slide-figure-failed.png` }).catch(() => {})
} finally {
  await browser.close()
}
process.stdout.write(JSON.stringify({ found }) + '\n')
