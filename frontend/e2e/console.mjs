// Walks people through the staff console in a real browser, from the coordinator's
// intake to the release, with the keyboard alone and what they press counted. Started
// by internal/e2e.
import { Approver } from './approver.mjs'
import { Author } from './author.mjs'
import { Hands } from './keys.mjs'
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
const { patient, reference } = orders
const people = []

/** Most that it may take, beside typing: to find a case complete, to look a place's rule up, to offer a case. */
const most = { complete: 4, place: 5, offer: 2 }

await run.walk('console', walk)

async function arrive(role, look) {
  const person = await run.arrive(role, look)
  people.push(person)
  return person
}

async function walk() {
  const coordinator = new Hands(await arrive('coordinator'))
  await signInAtLast(coordinator)
  await find(coordinator)
  await intake(coordinator)
  await writeToClinic(coordinator)

  // The specialist works in the dark; the approver decides at 150%, too.
  const author = new Author(await arrive('specialist', { colorScheme: 'dark' }), orders)
  await author.p.signIn()
  await offer(coordinator, author.p)
  await author.declines()
  await offer(coordinator, author.p, 'Seen by you before; only you know her lungs.')
  await author.accepts()
  await author.writes()
  await author.signs()

  const approver = new Approver(await arrive('approver'), orders)
  await approver.p.signIn()
  await approver.sendsBack()
  await approver.releases(await author.writesAgain())
  await seesRelease(coordinator)
  for (const p of people) await leave(p)
}

/** The coordinator mistypes a code first: nothing is lost by it. */
async function signInAtLast(hands) {
  const { p } = hands
  await p.seesHeading('Staff console')
  await p.look('sign-in')
  await hands.type('E-mail', p.account.email)
  await hands.type(p.page.getByLabel('Password', { exact: true }), p.account.password)
  await hands.keyboard.press('Enter')
  await p.seesHeading('One more step')
  p.expectRefusal('401 POST /console/api/session/code')
  for (const code of ['000000', p.code()]) {
    await hands.type('One-time code', code)
    await hands.keyboard.press('Enter')
    if (code !== '000000') break
    await p.page.getByRole('alert').waitFor()
    await p.look('code')
  }
  await p.seesHeading('My work list')
}

async function find(hands) {
  const { p } = hands
  await p.page.getByRole('row', { name: patient }).waitFor()
  await p.look('work-list')
  await hands.keyboard.press('/')
  await hands.keyboard.type(reference.slice(0, 4))
  await hands.keyboard.press('Enter') // to the list
  await hands.open(patient)
  await p.seesHeading(new RegExp(patient))
}

/** Line by line, the agreement read before it is said to be in order. */
async function intake(hands) {
  const { p } = hands
  await p.seesHeading('Before a specialist is chosen')
  await p.look('intake')
  await hands.aside(async () => {
    await hands.press('Read the agreement')
    const agreement = p.dialog('The agreement as it was signed')
    await p.sees(patient, agreement)
    await p.look('agreement')
    await hands.keyboard.press('Escape')
    await agreement.waitFor({ state: 'detached' })
  })
  await hands.pressUntilDone('In order')
  await hands.aside(() => looksUp(hands))
  await hands.pressUntilDone('Make the estimate')
  await p.sees('The two weeks start now. Clinic and patient are told where an address is known.')
  await hands.press('Find complete')
  await p.seesHeading('Who should answer?')
  hands.counted('finding it complete', most.complete)
}

/** Which rule it was is evidence, and nobody's but who looked. */
async function looksUp(hands) {
  const { p } = hands
  hands.acts = 0
  await hands.press('May go on')
  const looked = p.dialog('What was looked up?')
  await hands.choose('What was done', 'The rule was looked up', looked)
  await hands.type(/^Which rule/, 'The state board’s page on second opinions: allowed for residents.', looked)
  await hands.pressUntilDone('Location may go on', looked)
  hands.counted('looking up what a place allows', most.place)
}

async function writeToClinic(hands) {
  const { p } = hands
  await hands.press('Messages')
  await hands.type('Write to the clinic', orders.message)
  await hands.press('Send')
  await p.button('Messages 1').waitFor()
  await p.look('messages')
  await hands.press('Do next')
  hands.acts = 0
}

async function offer(hands, to, note) {
  const { p } = hands
  const name = to.account.name.split(',')[0]
  await hands.pick(p.page.getByRole('radio', { name }))
  await p.look('triage')
  await hands.aside(async () => {
    await hands.press('Read the synopsis')
    const synopsis = p.dialog('What the specialist will see')
    await p.sees(`${orders.records} items`, synopsis)
    if (note) await hands.type(/^A word to the specialist/, note, synopsis)
    await p.look('synopsis')
    await hands.keyboard.press('Escape')
    await synopsis.waitFor({ state: 'detached' })
  })
  await hands.press(new RegExp(`^Offer to ${name}`))
  await p.seesHeading(`Offered to ${name}`)
  hands.counted('offering it', most.offer)
}

async function seesRelease(hands) {
  const { p } = hands
  await p.page.reload()
  await p.seesHeading('Released, not opened')
  await p.look('released')
  for (const view of ['The case', /^Records/, 'History']) {
    await hands.press(view)
    await p.look(String(view).replace(/\W/g, '').toLowerCase())
  }
}

/** Whoever comes to the browser later sees no case, not even by its address. */
async function leave(p) {
  const { page } = p
  const at = page.url()
  if (!(await p.button('Sign out').isVisible())) await page.getByRole('link', { name: /^(Approvals|My cases|Cases)$/ }).click()
  p.leaves()
  p.expectRefusal('401 GET /console/api/me')
  await p.press('Sign out')
  await p.seesHeading('Staff console')
  p.expectRefusal('401 GET /console/api/me')
  await page.goto(at)
  await p.seesHeading('Staff console')
  if ((await page.locator('body').innerText()).includes(patient)) throw new Error('the patient is named to nobody who signed in')
}
