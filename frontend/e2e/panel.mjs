// An opinion of several with one lead (R49): the desk asks another specialist for a
// part, who writes and signs it with the keys; the lead sends it back once, and the
// approver reads it in the letter. Its records come by the inbox. Started by internal/e2e.
import { throughTheInbox } from './inbox.mjs'
import { Person } from './person.mjs'
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
const { patient, reference, part, answers } = orders
await run.walk('panel', walk)

async function walk() {
  const desk = await run.arrive('coordinator')
  await desk.signIn()
  const id = await desk.findCase(reference)
  await throughTheInbox(desk, { id, wrong: await desk.findCase(orders.wrong), patient, born: orders.born })
  const lead = await run.arrive('specialist')
  await lead.signIn()
  const second = await another('specialist', lead, { colorScheme: 'dark' })
  await second.signIn()

  await ask(desk, id, second, [desk, lead, second])
  await desk.api('POST', `/cases/${id}/acts/offer`, { person: lead.me })
  await accept(second)
  await lead.api('POST', `/cases/${id}/acts/accept-offer`, {})
  await write(second, part.first)
  await sendBack(lead)
  await write(second, part.text)
  await signsAll(lead, id)
  const approver = await run.arrive('approver')
  await approver.signIn()
  await release(approver, id)
  await stands(desk)
}

/** The second of a role. */
async function another(role, first, look) {
  const account = orders.accounts.filter(a => a.role === role).find(a => a.email !== first.account.email)
  const p = await Person.at(run.browser, { url: orders.console, account, pictures: orders.pictures, found: words => run.found.push(words), look })
  p.expectRefusal('401 GET /console/api/me')
  return p
}

/** The desk asks from the page of triage, with the keys. */
async function ask(p, id, second, people) {
  const { page } = p
  for (const x of people) x.me = (await x.api('GET', '/me')).id
  await page.goto(page.url().replace(/\/console\/.*$/, `/console/case/${id}`))
  await p.seesHeading('Who should answer?')
  await p.button('Ask for a part of the opinion').press('Enter')
  const dialog = p.dialog('Ask for a part of the opinion')
  await dialog.waitFor()
  await page.keyboard.type(part.heading) // the first field has the keys
  await dialog.getByRole('radio', { name: second.account.name.split(',')[0] }).check()
  await p.type(/^What you ask of the specialist/, part.asked, dialog)
  await p.look('part-ask')
  await p.press('Ask for a part of the opinion', dialog)
  await dialog.waitFor({ state: 'detached' })
  await p.sees(part.heading)
  await p.look('part-asked')
}

/** Before it is accepted nobody is named. */
async function accept(p) {
  const { page } = p
  await page.reload()
  await page.getByRole('row', { name: 'Write a part or decline' }).click()
  await p.seesHeading(`A part of an opinion: ${part.heading}`)
  await p.sees(part.asked)
  const words = await page.locator('body').innerText()
  for (const name of patient.split(' ')) if (words.includes(name)) throw new Error('who is only asked for a part is told who it is')
  await p.look('part-offer')
  await p.press('Write this part')
  await p.seesHeading(patient)
}

/** Typed, kept by itself, there again after a reload, and signed. */
async function write(p, words) {
  const { page } = p
  await page.reload()
  await p.box(part.heading).fill(words)
  await p.sees('Kept, yours alone until it is signed')
  await page.reload()
  await p.reads(part.heading, words)
  await p.look(words === part.first ? 'part-writing' : 'part-returned')
  await p.button('Sign your part').press('Enter')
  // What stands against the case is said beside the signature, and keeps nobody from it.
  const proof = p.dialog('Sign with your own key').getByRole('region', { name: 'Read against the case' })
  await proof.getByRole('status').waitFor()
  if (words === part.text) await p.look('part-proof')
  await p.sign('Sign your part')
  await p.sees(`“${part.heading}” is signed`)
  await p.look('part-signed')
}

/** The lead reads it where it stands in the letter. */
async function sendBack(p) {
  await p.page.reload()
  await p.openCase(patient)
  await p.press('Write the opinion')
  await p.press(/^Review of records/)
  await p.sees(part.first)
  await p.look('part-lead')
  await p.button(`Send the part back: ${part.heading}`).press('Enter')
  const dialog = p.dialog('Send the part back')
  await p.type('What should change', part.comment, dialog)
  await p.look('part-return')
  await p.press('Send the part back', dialog)
  await p.sees(part.comment)
}

/** The rest of the letter is written as the page writes it; the signature is a person's. */
async function signsAll(p, id) {
  const { page } = p
  const d = await p.api('GET', `/cases/${id}/opinion`)
  const content = { ...d.content, assessment: 'See the surgical view.', recommendation: 'Discuss it with her.', diagnosis: 'confirmed', plan: 'confirmed' }
  for (const a of content.answers) {
    if (a.parts.length > 0) for (const x of a.parts) Object.assign(x, { text: answers, state: 'answered' })
    else Object.assign(a, { text: answers, state: 'answered' })
  }
  await p.api('PUT', `/cases/${id}/opinion`, { version: d.version, row_version: d.row_version, content, marks: d.review.map(r => ({ key: r.key, seen: 'seen', over: r.over })) })
  await page.reload()
  await p.press('Review and sign')
  const letter = p.dialog('The letter as it will be')
  await letter.locator('[data-page="1"][data-state=drawn]').waitFor()
  await p.look('part-sign')
  await p.press('Sign the opinion', letter)
  await p.sign('Sign the opinion')
  await page.getByRole('row', { name: `${patient}, Approval` }).waitFor()
}

async function release(p, id) {
  await p.api('POST', `/cases/${id}/acts/take-up`, {})
  await p.page.goto(p.page.url().replace(/\/console\/.*$/, `/console/case/${id}/letter`))
  await p.seesHeading('Your own reading')
  await p.sees(part.text)
  await p.look('part-approval')
  for (const box of await p.page.getByRole('checkbox').all()) await box.check()
  await p.typePassword()
  await p.type('One-time code', p.code())
  await p.press('Approve and release')
  await p.sees('Released. The clinic’s program gets it at its next exchange.')
}

async function stands(p) {
  await p.page.reload()
  await p.sees(part.heading)
  await p.look('part-released')
}
