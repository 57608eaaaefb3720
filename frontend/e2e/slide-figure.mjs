// A pathologist writes an opinion about a slide, with the keyboard alone: looks where
// the clinic marked, shows it as a figure with an arrow, says what was reviewed, signs.
// Started by internal/e2e.
import { pressByKeys as pressed, signByKeys, tabTo as toByTab } from './keys.mjs'
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
let p
const press = (control, key) => pressed(p.page, control, key)
const tabTo = (control, key) => toByTab(p.page, control, key)

await run.walk('slide-figure', async () => {
  p = await run.arrive('pathologist')
  await p.signIn()
  const { page } = p
  await page.getByRole('row', { name: 'Accept or decline' }).waitFor()
  await tabTo(page.getByRole('grid'))
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await press(p.button('Accept the case'))
  await p.seesHeading('What is missing')
  await hasAnswered()
  await p.look('pathologist-first-page')
  await marksTheSlide()
  await namesTheFigure()
  await saysWhatWasReviewed()
  await signs()
})

/** The answers are there already: what is walked here is the slide and what comes of it. */
async function hasAnswered() {
  const status = await p.page.evaluate(async () => {
    const at = `/console/api/cases/${location.pathname.split('/').at(-1)}/opinion`
    const { version, row_version, content } = await (await fetch(at)).json()
    Object.assign(content, { recommendation: 'Discuss both ways with her.', diagnosis: 'confirmed', plan: 'alternatives' })
    for (const a of content.answers) {
      a.text = 'Yes.'
      for (const part of a.parts ?? []) part.text = 'Yes.'
    }
    return (await fetch(at, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ version, row_version, content }) })).status
  })
  if (status !== 200) throw new Error(`the answers are refused: ${status}`)
}

/** From what the clinic marked to a figure of the letter, with an arrow and a legend. */
async function marksTheSlide() {
  const { page } = p
  await press(page.getByRole('region', { name: 'Key images' }).getByRole('link'))
  await page.getByRole('heading', { name: /^From the clinic ?1/ }).waitFor()
  await page.getByRole('button', { name: new RegExp(`^Open key image 1: .*${orders.note}`) }).waitFor()
  await page.locator('[data-key-images] canvas[data-drawn]').waitFor()
  const slide = page.getByRole('group', { name: /HE, .*\d/ })
  await slide.waitFor()
  await tabTo(slide)
  // Where there is no room beside the slide, the note comes over it and leaves again.
  await page.setViewportSize({ width: 853, height: 533 })
  await page.keyboard.press('k')
  const note = p.box('Note on key image 1')
  await note.waitFor()
  await page.keyboard.type(orders.legend)
  await page.keyboard.press('Enter')
  await note.waitFor({ state: 'hidden' })
  await tabTo(slide)
  await page.keyboard.press('d')
  await page.keyboard.press('Enter')
  const arrow = page.locator('main [data-mark]')
  await arrow.waitFor()
  if (!(await arrow.evaluate(e => e === document.activeElement))) throw new Error('the arrow does not take the keys')
  const before = await arrow.innerHTML()
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction(([was]) => document.querySelector('main [data-mark]').innerHTML !== was, [before])
  await page.setViewportSize({ width: 1280, height: 800 })
  await p.look('slide-figure')
  await press(p.button('Case'))
  await p.seesHeading('What is missing')
}

async function namesTheFigure() {
  const { page } = p
  await press(p.button('Write the opinion'))
  await press(p.button(/^Assessment/))
  const assessment = 'Assessment, with the reasons'
  await tabTo(p.box(assessment))
  await page.keyboard.press('Control+End')
  await page.keyboard.type(orders.assessment)
  // Past all other texts, each of which would be where one cites, to where the keys
  // were last beside the letter: below the records, on the way to this text.
  await page.keyboard.press('F6')
  await tabTo(p.button('Figures 1'), 'Shift+Tab')
  await page.keyboard.press('Enter')
  const item = page.getByRole('listitem', { name: 'Figure 1' })
  await item.getByRole('img').waitFor()
  await p.reads('Legend: what is to be seen', orders.legend, item)
  await press(p.button('Cite at the cursor', item))
  await p.reads(assessment, new RegExp(`^${orders.assessment} ?\\[Figure 1\\]$`))
  await p.sees(/^Saved \d/)
  await p.look('pathologist-writing')
}

/** One by one: seen, in part, not seen, in turn. */
async function saysWhatWasReviewed() {
  const { page } = p
  await press(p.button(/^Thanks/))
  const list = page.getByRole('region', { name: 'What I reviewed' })
  const groups = list.getByRole('group')
  await groups.first().waitFor()
  const words = ['Seen', 'In part', 'Not seen']
  for (let i = 0; i < (await groups.count()); i++) {
    const mark = groups.nth(i).getByRole('button', { name: words[i % words.length], exact: true })
    await press(mark, i % 2 ? 'Space' : 'Enter')
    if ((await mark.getAttribute('aria-pressed')) !== 'true') throw new Error(`mark ${i + 1} does not say that it is pressed`)
  }
  await list.getByText('All are marked.').waitFor()
  await p.sees(/^Saved \d/)
  await p.look('pathologist-marks')
}

async function signs() {
  await press(p.button('Review and sign'))
  const letter = p.dialog('The letter as it will be')
  await letter.locator('[data-page="1"][data-state=drawn]').waitFor()
  await p.look('pathologist-sign')
  await press(p.button('Sign the opinion', letter))
  await signByKeys(p, 'pathologist-sign-proof')
  await p.page.getByRole('row', { name: `${orders.patient}, Approval` }).waitFor()
}
