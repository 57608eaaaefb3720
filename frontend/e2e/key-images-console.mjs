// Looks in the staff console at the key images that a clinic marked. Started by
// internal/e2e.
import { begin } from './walk.mjs'

const run = await begin()
const { orders, found } = run

await run.walk('key-images', async () => {
  const p = await run.arrive('coordinator')
  const { page } = p
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
})
