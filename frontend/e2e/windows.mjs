// A specialist at work with two windows side by side, from the first page to the
// signature. Started by internal/e2e.
import { begin } from './walk.mjs'

const run = await begin()
const { orders, found } = run
let p
await run.walk('windows', walk)

function must(so, what) {
  if (!so) throw new Error(what)
}

async function walk() {
  p = await run.arrive('specialist')
  await p.signIn()
  await p.page.getByRole('row', { name: 'Accept or decline' }).click()
  await p.press('Accept the case')
  await firstPage()
  const other = await secondWindow()
  await marksComeBack(other)
  await placesAreCited(other)
  await whatIsNamedOpensThere(other)
  await closingTheImages(other)
  await closingTheWriting()
  await signingOut()
  await marksByKeyboard()
  await sign()
}

/** One page first: what is asked, what the clinic marked, what happened when, what is missing. */
async function firstPage() {
  const { page } = p
  await p.seesHeading('What is missing')
  await p.sees(orders.opinion.answers[0].question)
  await p.seesHeading('Timeline')
  const marked = page.getByRole('region', { name: 'Key images' })
  for (const note of orders.notes) await marked.getByText(note).waitFor()
  await page.waitForFunction(n => document.querySelectorAll('[data-key-images] canvas[data-drawn]').length === n, orders.notes.length)
  await p.look('first-page')
  // The first of them is open with one press, as the clinic saw it, and back again.
  await marked.getByRole('link').first().press('Enter')
  await page.locator('main [data-arrow]').first().waitFor({ state: 'attached' })
  await page.goBack()
  await p.seesHeading('What is missing')
}

async function secondWindow() {
  const opened = p.page.context().waitForEvent('page')
  await p.press('Records in a second window')
  const other = await opened
  p.watch(other)
  await other.setViewportSize({ width: 1280, height: 800 })
  await other.getByRole('navigation', { name: 'Documents' }).waitFor()
  await p.press('Write the opinion')
  await p.press(/^Assessment/)
  await p.type('Assessment, with the reasons', orders.first)
  await p.press(/^Figures/)
  await lookWith(other, 'second-window')
  await other.getByRole('navigation', { name: 'Documents' }).getByRole('button', { name: /CT/ }).first().press('Enter')
  await other.getByRole('link', { name: 'Look at the images' }).press('Enter')
  await other.getByText(/^Image 1 of \d/).first().waitFor()
  return other
}

/** The look of another window is that of a person, too. */
async function lookWith(page, name) {
  const mine = p.page
  p.page = page
  await p.look(name)
  p.page = mine
}

async function image(other, n) {
  await other.locator(`[data-index="${n}"]`).first().waitFor() // it stands, not only its number
}

/** What is marked there is here, without anybody's touching this window. */
async function marksComeBack(other) {
  await other.keyboard.press('ArrowDown')
  await image(other, 2)
  await other.keyboard.press('k')
  await other.getByRole('textbox', { name: 'Note on key image 1' }).waitFor()
  await other.keyboard.type(orders.legend)
  await other.keyboard.press('Enter')
  await p.button('Figures 1').waitFor()
  const figure = p.page.getByRole('listitem', { name: 'Figure 1' })
  await figure.getByRole('img').waitFor()
  await p.reads('Legend: what is to be seen', orders.legend, figure)
  await lookWith(other, 'second-window-images')
}

async function placesAreCited(other) {
  await p.box('Assessment, with the reasons').focus()
  await p.page.keyboard.press('Control+End')
  await other.bringToFront()
  await other.keyboard.press('ArrowDown')
  await image(other, 3)
  await other.keyboard.press('q')
  await other.getByText('Cited at the cursor of what you write.').waitFor()
  await p.reads('Assessment, with the reasons', /\[CT .*, image 3\]$/)
  await p.button('Cite at the cursor', p.page.getByRole('listitem', { name: 'Figure 1' })).press('Enter')
  await p.reads('Assessment, with the reasons', /, image 3\] ?\[Figure 1\]$/)
  await p.sees(/^Saved \d/)
}

/** Pressed in the writing it opens in the other window, whatever stands there; none is opened beside. */
async function whatIsNamedOpensThere(other) {
  const windows = () => p.page.context().pages().length
  const before = windows()
  await p.look('writing-named')
  const named = p.page.getByRole('main')
  await other.keyboard.press('Home')
  await image(other, 1)
  for (const again of [false, true]) {
    await named.getByRole('link', { name: /^CT .*, image 3$/ }).press('Enter')
    await image(other, 3)
    if (!again) await other.keyboard.press('Home') // looked away since: the same place once more
    if (!again) await image(other, 1)
  }
  await named.getByRole('link', { name: 'Figure 1' }).press('Enter')
  await image(other, 2)
  // What the clinic marked stands beside the writing, too.
  const clinics = p.page.getByRole('complementary').getByRole('link', { name: /, image 4$/ })
  await clinics.press('Enter')
  await image(other, 4)
  await p.press(/^Records \d/)
  const pane = p.page.getByRole('complementary', { name: /^Records \d/ })
  await pane.getByLabel('Search in the records').fill('path')
  await pane.getByRole('listitem').getByRole('button').first().press('Enter')
  await p.button('Cite at the cursor', pane).press('Enter')
  await named.getByRole('link', { name: 'pathology-report.pdf, page 1' }).press('Enter')
  await other.getByText('Pathology report').first().waitFor()
  must(other.url().includes('/records?'), `the other window is at ${new URL(other.url()).pathname}`)
  must(windows() === before, 'a window more was opened')
  must(await p.page.getByRole('textbox', { name: 'Assessment, with the reasons' }).isVisible(), 'the writing was left')
  await named.getByRole('link', { name: 'Figure 1' }).press('Enter')
  await image(other, 2)
}

/** Closes a window as soon as it lets itself be closed: while something is not saved the browser would ask. */
async function close(page) {
  const asks = () =>
    page.evaluate(() => {
      const leaving = new Event('beforeunload', { cancelable: true })
      window.dispatchEvent(leaving)
      return leaving.defaultPrevented
    })
  for (let tries = 0; await asks(); tries++) {
    must(tries < 120, 'the window never has all saved')
    await page.waitForTimeout(250)
  }
  page.on('dialog', d => {
    found.push(`a window that has all saved asks: ${d.type()}`)
    void d.accept()
  })
  const closed = page.waitForEvent('close')
  await page.close({ runBeforeUnload: true })
  await closed
}

/** A note that is half typed when the window is closed is in the letter all the same. */
async function closingTheImages(other) {
  const note = other.getByRole('textbox', { name: 'Note on key image 1' })
  if (!(await note.isVisible())) await other.getByRole('button', { name: /^Open key image 1/ }).first().click()
  await note.fill(`${orders.legend} ${orders.more}`)
  await close(other)
  await p.press('Figures 1')
  await p.reads('Legend: what is to be seen', `${orders.legend} ${orders.more}`, p.page.getByRole('listitem', { name: 'Figure 1' }))
}

async function closingTheWriting() {
  const { page } = p
  const at = page.url()
  const next = await page.context().newPage()
  await p.type('Assessment, with the reasons', (await p.value('Assessment, with the reasons')).replace(orders.first, orders.second))
  await close(page)
  p.follow(next)
  await next.goto(at)
  await p.press(/^Assessment/)
  await p.reads('Assessment, with the reasons', new RegExp(`^${orders.second}`))
}

/** Signed out in one window: the other has saved, and shows nothing of a case any more. */
async function signingOut() {
  const writing = p.page
  const at = writing.url()
  const list = await writing.context().newPage()
  await list.goto(orders.console)
  await list.getByRole('button', { name: 'Sign out' }).waitFor()
  await p.type('Assessment, with the reasons', (await p.value('Assessment, with the reasons')).replace(orders.second, orders.third))
  p.leaves()
  p.mayRefuse('401 GET /console/api/me') // each window asks for itself
  await list.getByRole('button', { name: 'Sign out' }).click()
  for (const page of [list, writing]) {
    await page.getByRole('heading', { name: 'Staff console' }).waitFor()
    must(!(await page.locator('body').innerText()).includes(orders.patient), 'the patient is named where nobody is signed in')
  }
  await list.close()
  await writing.goto(orders.console)
  await p.signIn()
  await writing.goto(at)
  await p.press(/^Assessment/)
  await p.reads('Assessment, with the reasons', new RegExp(`^${orders.third}`))
}

/** Every record, each in another way, with the keys alone. */
async function marksByKeyboard() {
  const { page } = p
  await p.button(/^Thanks/).press('Enter')
  const list = page.getByRole('region', { name: 'What I reviewed' })
  const all = list.getByRole('group')
  await all.first().waitFor()
  await all.first().getByRole('button').first().focus()
  const words = ['Seen', 'In part', 'Not seen']
  const count = await all.count()
  for (let i = 0; i < count; i++) {
    const button = all.nth(i).getByRole('button', { name: words[i % words.length], exact: true })
    for (let tabs = 0; tabs < 12 && !(await button.evaluate(e => e === document.activeElement)); tabs++) await page.keyboard.press('Tab')
    must(await button.evaluate(e => e === document.activeElement), `mark ${i + 1} is not reached by Tab`)
    await page.keyboard.press(i % 2 ? 'Space' : 'Enter')
    must((await button.getAttribute('aria-pressed')) === 'true', `mark ${i + 1} does not say that it is pressed`)
  }
  await list.getByText('All are marked.').waitFor()
  await p.sees(/^Saved \d/)
  await p.look('marks-keyboard')
}

async function sign() {
  for (const [i, a] of orders.opinion.answers.entries()) {
    const parts = a.parts ? a.parts.map((x, j) => ({ name: `${i + 1}${'abc'[j]}`, question: x.question, answer: x.text })) : [{ name: `${i + 1}`, question: a.question, answer: a.answer }]
    for (const x of parts) {
      await p.press(new RegExp(`^${x.name} `))
      await p.seesHeading(`Question ${x.name}`)
      await p.type(x.question, x.answer)
    }
  }
  await p.press(/^Assessment/)
  await p.press('refined', p.page.getByRole('group', { name: 'The diagnosis is' }))
  await p.press('changed', p.page.getByRole('group', { name: 'The plan is' }))
  await p.press(/^Recommendation/)
  await p.type('Recommendation and closing summary', orders.opinion.recommendation)
  await p.sees(/^Saved \d/)
  await p.press('Review and sign')
  const letter = p.dialog('The letter as it will be')
  await letter.locator('[data-page="1"][data-state=drawn]').waitFor()
  await p.press('Sign the opinion', letter)
  await p.dialog('Sign with your own key').waitFor()
  await p.sign('Sign the opinion')
  await p.page.getByRole('row', { name: `${orders.patient}, Approval` }).waitFor()
}
