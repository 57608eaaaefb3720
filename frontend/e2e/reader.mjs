// Over-reads in the staff console, with the keyboard alone: the assigned case, its
// images or its slide, the report, the signature. Started by internal/e2e.
import * as byKeys from './keys.mjs'
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
let p
await run.walk('reader', async () => {
  for (const reading of orders.readings) await walk(reading)
})

function must(so, what) {
  if (!so) throw new Error(what)
}

function pressByKeys(control, key) {
  return byKeys.pressByKeys(p.page, control, key)
}

function tabTo(control) {
  return byKeys.tabTo(p.page, control)
}

async function walk({ role, report }) {
  p = await run.arrive(role)
  await p.signIn()
  const { page } = p
  await page.getByRole('row', { name: orders.patient }).waitFor()
  await p.look(`${role}-list`)
  await tabTo(page.getByRole('grid'))
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await readsTheCase(role)
  if (role === 'radiologist') {
    await triesTheLetter()
    await looksAtTheImages()
    await asks()
  } else await looksAtTheSlide()
  await reports(role, report)
  await page.context().close()
}

/** The question and the history are there; what is not a reader's is not. */
async function readsTheCase(role) {
  const { page } = p
  await p.seesHeading(orders.patient)
  await p.sees(orders.question)
  await p.look(`${role}-case`)
  await pressByKeys(p.button('History'))
  await p.sees(orders.history)
  await p.look(`${role}-history`)
  const words = await page.locator('body').innerText()
  for (const not of orders.hidden) must(!words.includes(not), `the reader is told ${not}`)
  for (const act of ['Write the opinion', 'Review and sign', 'Offer', 'Approve and release', 'Hold', 'Withdraw']) must((await p.button(act).count()) === 0, `the reader may ${act}`)
  await pressByKeys(p.button(/^Records \d/))
  await readsBeside(role)
}

/** A document is read beside the report. */
async function readsBeside(role) {
  const { page } = p
  await pressByKeys(p.button(/^pathology-report\.pdf/))
  await page.getByRole('region', { name: 'pathology-report.pdf' }).waitFor()
  must(await p.box(/^Your report/).isVisible(), 'the report is not beside the record')
  await p.look(`${role}-beside`)
}

/** What is not a reader's is not there by its address either. */
async function triesTheLetter() {
  const { page } = p
  const at = page.url()
  for (const name of ['write', 'letter']) {
    for (const status of [403, 404]) p.mayRefuse(`${status} GET /console/api/cases/${at.split('/').at(-1)}/opinion`)
    await page.goto(`${at}/${name}`)
    await page.waitForLoadState('networkidle')
    must(!(await page.locator('body').innerText()).includes('The letter'), `the reader is at the letter by /${name}`)
  }
  await page.goto(at)
  await p.seesHeading(orders.patient)
}

/** The images are looked at beside the report; what is an author's does nothing. */
async function looksAtTheImages() {
  const { page } = p
  await pressByKeys(p.button('Images'))
  await page.getByText(/^Image 1 of \d/).first().waitFor()
  const slider = page.getByRole('slider', { name: 'Image' })
  await tabTo(slider)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('2')
  await page.keyboard.press('k') // no figure: the letter is not a reader's
  must((await page.getByRole('textbox', { name: /^Note on key image/ }).count()) === 0, 'a reader marks key images')
  must((await page.getByRole('button', { name: /^Mark key image/ }).count()) === 0, 'a reader is offered to mark key images')
  must(await p.box(/^Your report/).isVisible(), 'the report is not beside the images')
  await p.look('reader-images')
  // The image is named in the report, which has the keys then.
  await tabTo(slider)
  await page.keyboard.press('q')
  await p.reads(/^Your report/, /\[CT .*, image 2\]/)
  await p.box(/^Your report/).and(page.locator(':focus')).waitFor()
  await p.sees('Named in this text:')
  // With the pointer over the image its pixel is named, too.
  const { x, y, width, height } = await page.locator('canvas[data-drawn]').first().boundingBox()
  await page.mouse.move(x + width / 2, y + height / 2)
  await tabTo(slider)
  await page.keyboard.press('q')
  await p.reads(/^Your report/, /, image 2\] \[CT .*, image 2, column \d+, row \d+\]/)
  await p.look('reader-cites')
  // The records stand in a second window, for the other screen.
  const opened = page.context().waitForEvent('page')
  await pressByKeys(p.button('Records in a second window'))
  const other = await opened
  await other.getByRole('navigation', { name: 'Documents' }).waitFor()
  await other.close()
}

/** The slide is opened from its own line, moved and looked into, beside the report. */
async function looksAtTheSlide() {
  const { page } = p
  await pressByKeys(p.button(/^SM Biopsy/))
  const slide = page.getByRole('group', { name: /\d×/ })
  await slide.waitFor()
  await tabTo(slide)
  await page.keyboard.press('o') // one pixel of the slide for one of the screen
  await page.getByRole('group', { name: /40×/ }).waitFor()
  await drawn()
  const before = await view()
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction(was => document.querySelector('.openseadragon-canvas canvas').toDataURL() !== was, before)
  await page.keyboard.press('k')
  must((await page.getByRole('textbox', { name: /^Note on key image/ }).count()) === 0, 'a reader marks key images on a slide')
  await p.look('pathologist-slide')
}

function view() {
  return p.page.evaluate(() => document.querySelector('.openseadragon-canvas canvas').toDataURL())
}

/** The slide's own colors are in the middle: the sample is drawn in them from edge to edge. */
async function drawn() {
  await p.page.waitForFunction(() => {
    const c = document.querySelector('.openseadragon-canvas canvas')
    const [r, g, b] = c?.getContext('2d').getImageData(Math.floor(c.width / 2), Math.floor(c.height / 2), 1, 1).data ?? []
    return r > 0 && g > 0 && Math.abs(b - 120) <= 4
  })
}

async function asks() {
  await pressByKeys(p.button('Ask the clinic'))
  const dialog = p.page.getByRole('dialog')
  await dialog.getByRole('textbox').first().waitFor()
  await p.page.keyboard.type(orders.ask)
  await p.look('reader-ask')
  await p.page.keyboard.press('Tab')
  await pressByKeys(dialog.getByRole('button').last())
  await dialog.waitFor({ state: 'detached' })
  await pressByKeys(p.button('Messages 1'))
  await p.sees(orders.ask)
  await pressByKeys(p.button(/^Records \d/))
}

/** Begun with a template, kept while it is typed, signed by keys, read and added to afterwards. */
async function reports(role, said) {
  const { page } = p
  const report = () => p.box(/^Your report/)
  await tabTo(page.getByRole('textbox', { name: 'Begin with a template' }))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await p.reads(/^Your report/, /\{/)
  await p.look(`${role}-template`)
  await pressByKeys(p.button('Sign the report'))
  await p.sees(/of the template still stands there/)
  await tabTo(report())
  await page.keyboard.press('Control+a')
  await page.keyboard.type(said.slice(0, 30))
  await p.sees('Kept, yours alone until it is signed')
  await page.reload()
  await p.reads(/^Your report/, said.slice(0, 30).trim())
  await tabTo(report())
  await page.keyboard.press('Control+End')
  await page.keyboard.type(said.slice(30))
  await p.look(`${role}-report`)
  await pressByKeys(p.button('Sign the report'))
  await byKeys.signByKeys(p, `${role}-sign`)
  await p.sees(said)
  must((await report().count()) === 0, 'a report that is signed can be typed into')
  await pressByKeys(p.button('Write an addendum'))
  await tabTo(p.box('Your addendum'))
  await page.keyboard.type(orders.added)
  await p.sees('Kept, yours alone until it is signed')
  await pressByKeys(p.button('Sign an addendum'))
  await byKeys.signByKeys(p, `${role}-sign-addendum`, 'Add to the signed report')
  await p.sees(orders.added)
  must((await p.box('Your addendum').count()) === 0, 'an addendum that is signed can be typed into')
  await p.look(`${role}-final`)
}
