// Looks in the staff console at records that lie or never end. Started by
// internal/e2e.
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run

await run.walk('hostile', async () => {
  const p = await run.arrive('coordinator')
  const { page } = p
  await p.signIn()
  await p.openCase(orders.patient)
  const at = new URL(page.url())
  const base = at.href.replace(/(\/case\/[^/?#]+).*/, '$1')
  await page.goto(`${base}/images?series=1.2.3.9.0`)
  for (const [i, says] of orders.says.entries()) {
    if (says) await page.getByRole('alert').filter({ hasText: `Image ${i + 1} ` }).filter({ hasText: says }).waitFor()
    else await page.locator(`[data-active][data-index="${i + 1}"] canvas[role=img]`).waitFor()
    if (i === 1) await p.look('viewer-lies')
    await page.getByRole('slider').first().focus()
    await page.keyboard.press('ArrowDown')
  }
  await page.goto(`${base}/records`)
  await page.getByText('loops.pdf').first().click()
  await page.locator('[data-page="1"]:is([data-state=slow], [data-state=partly], [data-state=damaged])').waitFor()
  await p.look('record-loops')
  // Whatever it did, the next page comes.
  await page.goto(base)
  await p.sees(orders.patient)
})
