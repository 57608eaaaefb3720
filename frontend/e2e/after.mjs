// What follows a release, at the console in a real browser: an opinion that nobody
// opens climbs to a call, is handed over another way with its proof, is asked further
// and corrected, and what became of the case is taken by telephone. What the clinic
// does is done by its program. Started by internal/e2e.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
const { patient, reference, clinic, further, answer, change } = orders
await run.walk('after', walk)

async function walk() {
  const desk = await run.arrive('coordinator')
  await desk.signIn()
  const lead = await run.arrive('specialist')
  await lead.signIn()
  const approver = await run.arrive('approver', { colorScheme: 'dark' })
  await approver.signIn()
  const id = await released(desk, lead, approver)

  await climbs(desk, id)
  await delivered(desk, id)
  await asksFurther(desk, lead, approver, id)
  await corrects(desk, lead, approver, id)
  await outcome(desk, lead)
}

/** The way to the release is another walk's: it is gone without its buttons. */
async function released(desk, lead, approver) {
  const id = await desk.findCase(reference)
  await desk.triage(id)
  await desk.api('POST', `/cases/${id}/acts/offer`, { person: (await lead.api('GET', '/me')).id })
  await lead.api('POST', `/cases/${id}/acts/accept-offer`, {})
  await letter(lead, id, 'sign-draft', c => Object.assign(c, { assessment: 'The lungs decide.', recommendation: 'Discuss it with her.', diagnosis: 'confirmed', plan: 'confirmed' }))
  await releases(approver, id, 'take-up', 'approve')
  return id
}

/** Writes every answer and what put does besides, and signs. */
async function letter(p, id, act, put) {
  const d = await p.api('GET', `/cases/${id}/opinion`)
  for (const a of d.content.answers) {
    for (const x of a.parts.length > 0 ? a.parts : [a]) Object.assign(x, { text: answer, state: 'answered' })
  }
  put(d.content)
  const kept = await p.api('PUT', `/cases/${id}/opinion`, { version: d.version, row_version: d.row_version, content: d.content, marks: d.review.map(r => ({ key: r.key, seen: 'seen', over: r.over })) })
  await p.api('POST', `/cases/${id}/acts/${act}`, { version: kept.version, row_version: kept.row_version, password: p.account.password, code: p.code() })
}

async function releases(p, id, take, act) {
  await p.api('POST', `/cases/${id}/acts/${take}`, {})
  const { version } = await p.api('GET', `/cases/${id}/opinion`)
  const { sha256, list, checks } = await p.api('GET', `/cases/${id}/approval`)
  for (const x of checks) await p.api('PUT', `/cases/${id}/approval/checks/${x.code}`, { sha256, list, made: true })
  await p.api('POST', `/cases/${id}/acts/${act}`, { version, password: p.account.password, code: p.code() })
}

async function oso(...args) {
  const { stdout } = await promisify(execFile)(clinic.bin, [...clinic.args, ...args, '--json'], { env: { ...process.env, ...clinic.env } })
  return stdout
}

/** Nothing moves the case any more by itself. */
async function climbed(desk, id) {
  await desk.until(async () => (await desk.api('GET', `/cases/${id}`)).unread?.call)
}

/** Reminders are used up: the row and the case say that somebody has to call, and the call is made. */
async function climbs(p, id) {
  const { page } = p
  await climbed(p, id)
  await page.reload()
  await page.getByRole('row', { name: new RegExp(`${patient}.*(Telephone|call)`) }).first().waitFor()
  await p.look('after-list')
  await page.goto(page.url().replace(/\/console\/.*$/, `/console/case/${id}`))
  await p.sees(/somebody has to call/)
  await p.look('after-call')
  // By the keys: the call that the task asks for, and what came of it.
  await page.getByRole('region', { name: 'What is to be done about this case' }).getByRole('button', { name: /^Log a call|^Call/ }).first().press('Enter')
  await page.getByRole('menuitem', { name: 'Reached' }).click()
  const dialog = p.dialog('What came of the call?')
  await p.type(/^Who answered/, 'Her secretary', dialog)
  await p.type(/^What was said/, 'The physician is away; the letter is to come by mail.', dialog)
  await p.press('Log a call', dialog)
  await dialog.waitFor({ state: 'detached' })
}

async function delivered(p, id) {
  await p.press('Record another delivery')
  const dialog = p.dialog('Record another delivery')
  await p.choose('How', 'By mail', dialog)
  await p.type('To whom', 'The physician’s secretary', dialog)
  p.expectRefusal(`409 POST /console/api/cases/${id}/acts/deliver`)
  await p.press('Record another delivery', dialog)
  await p.sees('Nothing proves the delivery.', dialog)
  await p.look('after-delivery')
  await p.type(/^Tracking number/, '1Z 999 AA1', dialog)
  await p.pressUntilDone('Record another delivery', dialog)
  await p.sees(/^Delivered another way/)
  await p.look('after-delivered')
}

/** The physician's questions come with the clinic's next exchange, and are passed on as they stand. */
async function asksFurther(desk, lead, approver, id) {
  await oso('sync')
  await oso('opinion', 'ask', clinic.case, clinic.questions)
  await oso('sync')
  await desk.until(async () => (await desk.api('GET', `/cases/${id}`)).tasks.some(x => x.kind === 'further-questions'))
  await desk.page.reload()
  await desk.sees('Pass on the physician’s further questions')
  await desk.press('Read it')
  await desk.sees(further[0])
  await desk.look('after-further')
  await desk.button('Pass on to the author').press('Enter')
  const dialog = desk.dialog('Begin an addendum')
  await desk.pressUntilDone('Begin an addendum', dialog)

  await lead.page.goto(lead.page.url().replace(/\/console\/.*$/, `/console/case/${id}/write`))
  await lead.sees(further[1])
  await lead.look('after-addendum')
  await letter(lead, id, 'sign-revision', () => {})
  await releases(approver, id, 'take-up-revision', 'approve-revision')
}

/** A correction supersedes the version everywhere; the physician's program says that it was read. */
async function corrects(desk, lead, approver, id) {
  const { page } = lead
  await climbed(desk, id)
  await page.reload()
  await lead.press('Begin a correction')
  const dialog = lead.dialog('Begin a correction')
  await lead.choose('Reason', 'An error', dialog)
  await lead.type(/^What changes, and why/, change, dialog)
  await lead.look('after-correct')
  await lead.pressUntilDone('Begin a correction', dialog)
  await lead.sees('Assessment')
  await letter(lead, id, 'sign-revision', c => Object.assign(c, { assessment: 'The lungs decide, at half the dose.', diagnosis: 'confirmed', plan: 'confirmed' }))
  await releases(approver, id, 'take-up-revision', 'approve-revision')
  await desk.page.reload()
  await desk.sees(/^Version 3, released/)
  await desk.look('after-corrected')
  await desk.until(async () => JSON.parse(await oso('sync')) && JSON.parse(await oso('opinion', 'list')).opinions.length === 3)
  await oso('opinion', 'show', clinic.case)
  await oso('opinion', 'acknowledge', clinic.case)
  await oso('sync')
  await desk.until(async () => (await desk.api('GET', `/cases/${id}`)).tracks.correction === 'acknowledged')
}

/** Asked by a mail after its days, and answered by telephone. */
async function outcome(desk, lead) {
  const { page } = desk
  await desk.until(async () => {
    await page.reload()
    await desk.seesHeading('Who was told')
    return (await page.getByText('how did it go?').count()) > 0
  })
  await desk.button('Record the outcome').press('Enter')
  const dialog = desk.dialog('What became of the case?')
  await desk.choose('The first diagnosis', 'Was confirmed', dialog)
  await desk.choose('The treatment', 'Changed in part by the opinion', dialog)
  await desk.type('Who said it', 'Dr. Okonkwo', dialog)
  await desk.look('after-outcome')
  await desk.pressUntilDone('Record the outcome', dialog)
  await desk.sees(/^The first diagnosis: was confirmed\./)

  // One tap of the author, and one press that makes an entry of it.
  await lead.page.reload()
  await lead.press('Something else')
  await lead.type(/^What else was missing/, 'Spirometry after bronchodilation')
  await lead.press('Keep')
  await lead.look('after-lack')
  await page.reload()
  await desk.press('Propose it for the list')
  await desk.reads(/^Source/, 'An author said that it was missing')
  await desk.look('after-proposed')
}
