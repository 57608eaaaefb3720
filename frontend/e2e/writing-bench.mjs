// Takes how long a keystroke takes to show in a draft of forty pages, in the staff
// console, in a real browser. Started by internal/e2e (TestBenchWriting); answers
// one line of JSON: milliseconds by key, and what was wrong.
import { text } from 'node:stream/consumers'
import { chromium } from 'playwright-core'
import { Person } from './person.mjs'

const orders = JSON.parse(await text(process.stdin))
const found = []
const browser = await chromium.launch({ executablePath: orders.chromium })
const p = await Person.at(browser, { url: 'about:blank', account: orders.accounts.find(a => a.role === 'specialist'), pictures: '', found: words => found.push(words) })
const { page } = p
p.expectRefusal('401 GET /console/api/me')
await page.goto(orders.console)
await p.signIn()
await page.getByRole('row', { name: 'Accept or decline' }).click()
await p.press('Accept the case')
await p.seesHeading('What is missing')
const chars = await page.evaluate(filled, orders)
await p.press('Write the opinion')
const box = p.box('Assessment, with the reasons')
await box.waitFor()
await page.evaluate(() => document.fonts.ready)
// In the middle of the part, and of the letter.
const paragraphs = box.locator('p')
await paragraphs.nth(Math.floor((await paragraphs.count()) / 2)).click()
// From the key to the end of the frame that shows it, by the page's own clock.
await page.evaluate(() => {
  window.keys = []
  const after = new MessageChannel()
  const pressed = []
  after.port1.onmessage = () => window.keys.push(...pressed.splice(0).map(at => performance.now() - at))
  window.addEventListener(
    'keydown',
    e => {
      pressed.push(e.timeStamp)
      requestAnimationFrame(() => after.port2.postMessage(0))
    },
    true,
  )
})
const words = 'the stricture is short and without dilatation above it '
for (let i = 0; i < orders.keys; i++) {
  await page.keyboard.press(words[i % words.length] === ' ' ? 'Space' : words[i % words.length])
  // A person's pace, with a pause now and then in which the draft is saved.
  await page.waitForTimeout(i % 60 === 59 ? 1500 : 80)
}
await p.sees(/^Saved \d/)
const keys = await page.evaluate(() => window.keys)
if (!(await box.innerText()).includes(words.trim())) found.push('what was typed does not stand in the letter')
await browser.close()
process.stdout.write(JSON.stringify({ keys, chars, found }) + '\n')

/** Fills the draft with forty pages, as an author would have written them: marks, raised signs, references. Gives how long its texts are. */
async function filled({ case: id, pages }) {
  const at = `/console/api/cases/${id}/opinion`
  const draft = await (await fetch(at)).json()
  const { content } = draft
  const sentence = n => `Sentence ${n}: the stricture of the terminal ileum measures 4 cm with wall thickening to 8 mm, **restricted diffusion**, and no dilatation of the bowel above it [${(n % 30) + 1}]; the ferritin of 12 µg/L and WBC 4.2 × 10^9^/L fit _active_ disease.`
  let n = 0
  const paragraph = () => Array.from({ length: 4 }, () => sentence(n++)).join(' ')
  const texts = [content, content, content, ...content.answers.flatMap(a => (a.parts.length > 0 ? a.parts : [a]))]
  const each = Math.ceil((pages * 3000) / texts.length / paragraph().length)
  const text = () => Array.from({ length: each }, paragraph).join('\n\n')
  content.assessment = text()
  content.history = text()
  content.recommendation = text()
  for (const a of texts.slice(3)) a.text = text()
  content.references = Array.from({ length: 30 }, (_, i) => `Author ${i}. A title of some length about a trial. N Engl J Med. 20${10 + (i % 15)};${i}:1-10.`)
  const answer = await fetch(at, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ version: draft.version, row_version: draft.row_version, content }) })
  if (!answer.ok) throw new Error(`the draft is refused: ${answer.status}`)
  return [content.assessment, content.history, content.recommendation, ...texts.slice(3).map(a => a.text)].join('').length
}
