// A radiologist's over-read in the staff console, with the keyboard alone: the
// assigned case, its images, the report, the signature. Started by internal/e2e.
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
let p
await run.walk('reader', walk)

function must(so, what) {
  if (!so) throw new Error(what)
}

/** Goes to a control as a person without a mouse does. */
async function tabTo(control, most = 60) {
  await control.first().waitFor()
  for (let i = 0; i < most; i++) {
    if (await control.first().evaluate(e => e === document.activeElement)) return
    await p.page.keyboard.press('Tab')
  }
  throw new Error(`not reached by Tab: ${control}`)
}

async function pressByKeys(control, key = 'Enter') {
  await tabTo(control)
  await p.page.keyboard.press(key)
}

async function walk() {
  p = await run.arrive('radiologist')
  await p.signIn()
  const { page } = p
  await page.getByRole('row', { name: orders.patient }).waitFor()
  await p.look('reader-list')
  await tabTo(page.getByRole('grid'))
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await readsTheCase()
  await looksAtTheImages()
  await asks()
  await reports()
}

/** The question and the history are there; what is not a reader's is not. */
async function readsTheCase() {
  const { page } = p
  await p.seesHeading(orders.patient)
  await p.sees(orders.question)
  await p.look('reader-case')
  await pressByKeys(p.button('History'))
  await p.sees(orders.history)
  await p.look('reader-history')
  const words = await page.locator('body').innerText()
  for (const not of orders.hidden) must(!words.includes(not), `the reader is told ${not}`)
  for (const act of ['Write the opinion', 'Review and sign', 'Offer', 'Approve and release', 'Hold', 'Withdraw']) must((await p.button(act).count()) === 0, `the reader may ${act}`)
  await pressByKeys(p.button(/^Records \d/))
  // Nor by its address.
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

async function looksAtTheImages() {
  const { page } = p
  await pressByKeys(page.getByRole('link', { name: 'Look at the images' }))
  await page.getByText(/^Image 1 of \d/).first().waitFor()
  const slider = page.getByRole('slider', { name: 'Image' })
  must(await slider.evaluate(e => e === document.activeElement), 'the image does not have the keys')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('2')
  await page.keyboard.press('k') // no figure: the letter is not a reader's
  must((await page.getByRole('textbox', { name: /^Note on key image/ }).count()) === 0, 'a reader marks key images')
  must((await page.getByRole('button', { name: /^Mark key image/ }).count()) === 0, 'a reader is offered to mark key images')
  await p.look('reader-images')
  await pressByKeys(p.button('Case'))
  await p.seesHeading(orders.patient)
  // The records stand in a second window, for the other screen.
  const opened = page.context().waitForEvent('page')
  await pressByKeys(p.button('Records in a second window'))
  const other = await opened
  await other.getByRole('navigation', { name: 'Documents' }).waitFor()
  await other.close()
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

/** Kept while it is typed, signed by keys, read afterwards. */
async function reports() {
  const { page } = p
  const report = () => p.box(/^Your report/)
  await tabTo(report())
  await page.keyboard.type(orders.report.slice(0, 30))
  await p.sees('Kept, yours alone until it is signed')
  await page.reload()
  await p.reads(/^Your report/, orders.report.slice(0, 30))
  await tabTo(report())
  await page.keyboard.press('Control+End')
  await page.keyboard.type(orders.report.slice(30))
  await p.look('reader-report')
  await pressByKeys(p.button('Sign the report'))
  const dialog = p.dialog('Sign with your own key')
  const password = dialog.getByLabel('Password', { exact: true })
  await password.waitFor()
  await tabTo(password)
  await page.keyboard.type(p.account.password)
  await tabTo(p.box('One-time code', dialog))
  await page.keyboard.type(p.code())
  await p.look('reader-sign')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await p.sees(orders.report)
  must((await report().count()) === 0, 'a report that is signed can be typed into')
  await p.look('reader-final')
}
