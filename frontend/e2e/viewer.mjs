// Looks at a case's images in the staff console, in a real browser, with the
// keyboard alone where a person can. Started by internal/e2e.
import { begin } from './walk.mjs'

const run = await begin()
const { orders, found } = run
await run.walk('viewer', look)

async function look() {
  const p = await run.arrive('coordinator')
  const { page } = p
  await p.signIn()
  const scripts = () => page.evaluate(() => performance.getEntriesByType('resource').filter(r => /viewer|worker-|wasm/.test(r.name)).length)
  check((await scripts()) === 0, 'the viewer is read before anybody looks at images')
  await p.openCase(orders.patient)
  await p.press(/^Records/)
  await page.getByRole('link', { name: 'Look at the images' }).click()
  await shows(1)
  await p.sees('For reading along, not for primary diagnosis')
  await p.look('viewer')
  check(await drawn(), 'nothing is drawn of the first image')

  // Scrolling: each key once, and the picture is the number's.
  const box = page.getByRole('slider', { name: 'Image' })
  await box.focus()
  await page.keyboard.press('ArrowDown')
  await shows(2)
  await page.keyboard.press('End')
  const last = Number(await box.getAttribute('aria-valuemax'))
  await shows(last)
  await page.keyboard.press('Home')
  await shows(1)
  await page.mouse.move(600, 400)
  await page.mouse.wheel(0, 120)
  await shows(2)

  // Windows by number, then by hand.
  const corner = () => page.locator('main').innerText()
  await page.keyboard.press('2')
  await page.getByText('W 1500, L -600').waitFor()
  await page.keyboard.press('1')
  await page.getByText('W 400, L 40').waitFor()
  await page.keyboard.press('w')
  await drag(500, 300, 580, 340)
  check(!(await corner()).includes('W 400, L 40'), 'dragging does not change the window')
  await page.keyboard.press('r')

  // Turned, mirrored, inverted: the letters go with the picture.
  const sides = () => page.locator('main [data-at=left], main [data-at=top]').allInnerTexts()
  const before = await sides()
  await page.keyboard.press('m')
  const mirrored = await sides()
  check(before[0] !== mirrored[0] && before[1] === mirrored[1], `mirrored, the letters are ${mirrored} after ${before}`)
  await page.keyboard.press('r')

  // Measures: drawn by hand, and by the keys alone.
  await page.keyboard.press('l')
  await drag(520, 380, 640, 380)
  await page.getByRole('button', { name: /^Length [\d.]+.mm/ }).waitFor()
  await page.keyboard.press('e')
  await page.keyboard.press('Enter')
  const ellipse = page.getByRole('button', { name: /^Ellipse .* HU/ })
  await ellipse.waitFor()
  await p.look('viewer-measures')
  await ellipse.focus()
  await page.keyboard.press('Delete')
  await ellipse.waitFor({ state: 'detached' })

  // What the file says.
  await page.locator('main').getByRole('slider').focus()
  await page.keyboard.press('g')
  await page.getByRole('searchbox', { name: 'Search tags' }).fill('rescale')
  await p.sees('Rescale Slope')
  await p.look('viewer-tags')
  await page.keyboard.press('Escape')

  // Side by side, and both ways of drawing.
  await page.locator('main').getByRole('slider').first().focus()
  await page.keyboard.press('c')
  await page.locator('[data-index]').nth(1).waitFor()
  await p.look('viewer-compare')
  await page.keyboard.press('c')
  await p.press('Graphics')
  await page.locator('canvas[data-drawn=graphics]').waitFor()
  check(await drawn(), 'the graphics card draws nothing')
  await page.evaluate(() => document.querySelector('canvas[data-drawn=graphics]').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext())
  await page.locator('canvas[data-drawn=processor]').waitFor()
  check(await drawn(), 'nothing is drawn after the card has gone')
  await p.sees('The graphics card does not draw here')

  // An address leads to an image.
  await page.goto(page.url().split('?')[0] + `?series=${orders.series}&sop=${orders.sop}`)
  await shows(orders.number)
  await p.press('Case')
  await p.seesHeading(orders.patient)

  async function shows(n) {
    await page.locator(`[data-index="${n}"]`).first().waitFor()
    await page.getByText(new RegExp(`^Image ${n} of `)).first().waitFor()
    const label = await page.locator('canvas[role=img]').first().getAttribute('aria-label')
    check(label.includes(`image ${n} of`), `image ${n} is called ${label}`)
  }
  async function drag(x, y, x2, y2) {
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move((x + x2) / 2, (y + y2) / 2)
    await page.mouse.move(x2, y2)
    await page.mouse.up()
  }
  /** Whether the picture has more than one gray. */
  function drawn() {
    return page.evaluate(() => {
      const from = document.querySelector('main canvas')
      const to = document.createElement('canvas')
      to.width = to.height = 32
      const ctx = to.getContext('2d')
      ctx.drawImage(from, 0, 0, 32, 32)
      const grays = new Set()
      const { data } = ctx.getImageData(0, 0, 32, 32)
      for (let i = 0; i < data.length; i += 4) grays.add(data[i])
      return grays.size > 8
    })
  }
}

function check(right, words) {
  if (!right) found.push(words)
}
