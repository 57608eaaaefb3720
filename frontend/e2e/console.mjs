// Walks people through the staff console in a real browser, from the coordinator's
// intake to the release. Started by internal/e2e.
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
const { patient, reference, opinion } = orders
const people = []
await run.walk('console', walk)

async function arrive(role, look) {
  const person = await run.arrive(role, look)
  people.push(person)
  return person
}

async function walk() {
  const coordinator = await arrive('coordinator')
  await signInAtLast(coordinator)
  await findByKeyboard(coordinator)
  await intake(coordinator)
  await writeToClinic(coordinator)

  // The specialist works in the dark; the approver decides at 150%, too, see decidesInASmallWindow.
  const specialist = await arrive('specialist', { colorScheme: 'dark' })
  await specialist.signIn()
  await offer(coordinator, specialist)
  await decline(specialist)
  await offer(coordinator, specialist, 'Seen by you before; only you know her lungs.')
  await accept(specialist)
  await write(specialist)
  await sign(specialist)

  const approver = await arrive('approver')
  await approver.signIn()
  await sendBack(approver)
  const at = await writeAgain(specialist)
  await release(approver, at)
  await seesRelease(coordinator)
  for (const p of people) await leave(p)
}

/** The coordinator mistypes a code first: nothing is lost by it. */
async function signInAtLast(p) {
  await p.seesHeading('Staff console')
  await p.look('sign-in')
  await p.type('E-mail', p.account.email)
  await p.typePassword()
  await p.press(/^Sign in/)
  await p.seesHeading('One more step')
  await p.type('One-time code', '000000')
  p.expectRefusal('401 POST /console/api/session/code')
  await p.press(/^Continue/)
  await p.page.getByRole('alert').waitFor()
  await p.look('code')
  await p.type('One-time code', p.code())
  await p.press(/^Continue/)
  await p.seesHeading('My work list')
}

async function findByKeyboard(p) {
  await p.page.getByRole('row', { name: patient }).waitFor()
  await p.look('work-list')
  await p.page.keyboard.press('/')
  await p.page.keyboard.type(reference.slice(0, 4))
  await p.page.keyboard.press('Enter') // to the list
  await p.page.keyboard.press('j')
  await p.page.keyboard.press('Enter')
  await p.seesHeading(new RegExp(patient))
}

/** Line by line, the agreement read before it is said to be in order. */
async function intake(p) {
  await p.seesHeading('Before a specialist is chosen')
  await p.look('intake')
  await p.press('Read the agreement')
  const agreement = p.dialog('The agreement as it was signed')
  await p.sees(patient, agreement)
  await p.look('agreement')
  await p.press('Close', agreement)
  await p.pressUntilDone('In order')
  // Which rule it was is evidence, and nobody's but who looked.
  await p.press('May go on')
  const looked = p.dialog('What was looked up?')
  await p.choose('What was done', 'The rule was looked up', looked)
  await p.type(/^Which rule/, 'The state board’s page on second opinions: allowed for residents.', looked)
  await p.press('Location may go on', looked)
  await p.pressUntilDone('Make the estimate')
  await p.sees('The two weeks start now. Clinic and patient are told where an address is known.')
  await p.press('Find complete')
  await p.seesHeading('Who should answer?')
}

async function writeToClinic(p) {
  await p.press('Messages 0')
  await p.type('Write to the clinic', orders.message)
  await p.press('Send')
  await p.button('Messages 1').waitFor()
  await p.look('messages')
  await p.press('Do next')
}

async function offer(p, to, note) {
  const name = to.account.name.split(',')[0]
  await p.page.getByRole('radio', { name }).check()
  await p.look('triage')
  await p.press('Read the synopsis')
  const synopsis = p.dialog('What the specialist will see')
  await p.sees(`${orders.records} items`, synopsis)
  if (note) await p.type(/^A word to the specialist/, note, synopsis)
  await p.look('synopsis')
  await p.press('Close', synopsis)
  await p.press(new RegExp(`^Offer to ${name}`))
  await p.seesHeading(`Offered to ${name}`)
}

/** Before it is accepted nobody is named to the specialist. */
async function opensOffer(p) {
  await p.page.getByRole('row', { name: 'Accept or decline' }).click()
  await p.seesHeading('A case is offered to you')
  await p.sees(`${orders.records} items`)
  const words = await p.page.locator('body').innerText()
  for (const name of patient.split(' ')) if (words.includes(name)) throw new Error('a specialist who has not accepted is told who it is')
}

async function decline(p) {
  await opensOffer(p)
  await p.look('offer')
  await p.press('Decline')
  const dialog = p.dialog('Decline')
  await p.press('Decline', dialog) // too early: it says what is missing
  await p.sees('Choose a reason', dialog)
  await p.look('decline')
  await p.choose('Reason', 'No time', dialog)
  await p.press('Decline', dialog)
  await p.sees('No case waits for you.')
}

async function accept(p) {
  await p.page.reload() // it was declined: the list learns of the second offer
  await opensOffer(p)
  await p.press('Accept the case')
  await p.seesHeading(patient)
}

async function write(p) {
  const { page } = p
  const [first] = opinion.answers
  await p.seesHeading('What is missing')
  await p.look('first page')
  await p.press('Write the opinion')
  await p.seesHeading('Question 1')
  await p.look('writing')
  await p.type(first.question, first.answer)
  await p.sees(/^Saved \d/)
  await page.reload()
  const outline = page.getByRole('navigation', { name: 'The letter' })
  await outline.locator('[aria-current]').getByText(/^2a /).waitFor() // what is open comes first
  await p.press(/^1 /)
  await outline.locator('[aria-current]').getByText(/^1 /).waitFor()
  if ((await p.value(first.question)) !== first.answer) throw new Error('what was saved is not there after a reload')

  // From question to question as the page leads.
  const [, ...others] = opinion.answers.flatMap((a, i) =>
    a.parts ? a.parts.map((x, j) => ({ name: `${i + 1}${'abc'[j]}`, question: x.question, answer: x.text })) : [{ ...a, name: `${i + 1}` }],
  )
  for (const x of others) {
    await p.press(new RegExp(`^Next: ${x.name}\\b`))
    await p.box(x.question).and(page.locator(':focus')).waitFor() // the cursor came along
    await p.type(x.question, x.answer)
  }
  await p.sees(`${others.length + 1} of ${others.length + 1} answered`)
  await p.press(/^Recommendation/)
  await p.type('Recommendation and closing summary', opinion.recommendation)
  await p.press(/^Assessment/)
  await p.type('Assessment, with the reasons', orders.first)
  await takesBack(p)
  await keepsPhrase(p)
  await goesBack(p)
  await p.press('confirmed', page.getByRole('group', { name: 'The diagnosis is' }))
  await p.press('supplemented by alternatives', page.getByRole('group', { name: 'The plan is' }))
  await cite(p)
  await figure(p)
  await marks(p)
}

/** One undo for the whole letter: from part to part, in the order of what was done, with the cursor where it was done. */
async function takesBack(p) {
  const { page } = p
  const boxes = { recommendation: p.box('Recommendation and closing summary'), assessment: p.box('Assessment, with the reasons') }
  for (const box of [boxes.recommendation, boxes.assessment]) {
    await box.focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.insertText(' One word more.')
  }
  await page.keyboard.press('Control+z')
  await p.reads('Assessment, with the reasons', orders.first)
  await p.reads('Recommendation and closing summary', /One word more\.$/)
  await page.keyboard.press('Control+z')
  await p.reads('Recommendation and closing summary', opinion.recommendation)
  await boxes.recommendation.and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Control+Shift+z')
  await p.reads('Recommendation and closing summary', /One word more\.$/)
  await page.keyboard.press('Control+z')
  await p.reads('Recommendation and closing summary', opinion.recommendation)
}

/** What is selected is kept under a name, and typed by it. */
async function keepsPhrase(p) {
  const { page } = p
  await p.box('Assessment, with the reasons').focus()
  await page.keyboard.press('Control+a')
  await p.press(/^Own phrases/)
  await p.type('Keep what is selected, as', 'lungs')
  await p.look('phrases')
  await p.press('Keep')
  await p.box('Recommendation and closing summary').focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' /lungs ')
  await p.reads('Recommendation and closing summary', `${opinion.recommendation} ${orders.first}`)
  await p.type('Recommendation and closing summary', opinion.recommendation)
  await p.box('Assessment, with the reasons').focus()
  await page.keyboard.press('Control+End')
}

/** What the draft was is looked at, compared, and put back, with the keys alone. */
async function goesBack(p) {
  const { page } = p
  const name = 'Assessment, with the reasons'
  const long = `${orders.first} ${'It has grown slowly, and nothing else has changed. '.repeat(6)}`.trim()
  for (const words of [long, 'Gone.']) {
    await p.type(name, words)
    await p.sees('Not saved yet')
    await p.sees(/^Saved \d/)
  }
  await page.getByRole('button', { name: 'Earlier versions' }).press('Enter')
  const sheet = p.dialog('Earlier versions of this draft')
  const states = sheet.getByRole('radio')
  await states.first().and(page.locator(':checked:focus')).waitFor()
  await sheet.getByText('before much was taken out').first().waitFor()
  await sheet.getByRole('button', { name: 'Put back: Assessment' }).waitFor()
  await p.look('versions')
  await page.keyboard.press('ArrowDown')
  await states.nth(1).and(page.locator(':checked:focus')).waitFor()
  await page.keyboard.press('ArrowUp')
  await states.first().and(page.locator(':checked:focus')).waitFor()
  await sheet.getByRole('button', { name: 'Put back: Assessment' }).press('Enter')
  await p.reads(name, long)
  await p.box(name).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Control+z')
  await p.reads(name, 'Gone.')
  await p.type(name, orders.first)
}

/** What was sent is marked by its author, one by one, and the rest at once. */
async function marks(p) {
  const { page } = p
  await p.press('Review and sign')
  await p.dialog('The letter as it will be').getByText(/^Mark what you have seen: /).waitFor()
  await page.keyboard.press('Escape')
  await p.press(/^Thanks/)
  const list = page.getByRole('region', { name: 'What I reviewed' })
  await list.getByRole('group').first().getByRole('button', { name: 'Seen', exact: true }).click()
  await p.press(/^Mark the other .* as not seen$/, list)
  await list.getByText('All are marked.').waitFor()
  await p.sees(/^Saved \d/)
  await p.look('marks')
}

/** A record is read beside the letter and named in it. */
async function cite(p) {
  const { page } = p
  const pane = page.getByRole('complementary', { name: /^Records \d/ })
  await pane.getByLabel('Search in the records').fill('path')
  await pane.getByRole('listitem').getByRole('button').first().click()
  await pane.getByText('Pathology report').first().waitFor()
  await p.look('record')
  await p.press('Cite at the cursor', pane)
  await p.reads('Assessment, with the reasons', new RegExp(`^${literally(orders.first)} \\[pathology-report.pdf, page 1\\]$`))
}

/** With the keys alone: an image becomes a figure with its arrow, gets its legend on the page, and is named. */
async function figure(p) {
  const { page } = p
  const pane = page.getByRole('complementary', { name: /^Records \d/ })
  await pane.getByLabel('Search in the records').fill('ct')
  await pane.getByRole('listitem').getByRole('button', { name: /CT/ }).first().press('Enter')
  await pane.getByRole('link', { name: 'Look at the images' }).press('Enter')
  await page.getByRole('slider', { name: 'Image' }).waitFor()
  await page.getByText(/^Image 1 of \d/).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.getByText(/^Image 2 of \d/).first().waitFor()
  await page.keyboard.press('d')
  await page.keyboard.press('Enter')
  const arrow = page.getByRole('button', { name: 'Arrow', exact: true }).and(page.locator('[data-mark]'))
  await arrow.waitFor()
  await page.keyboard.press('ArrowRight') // the arrow has the keys
  await page.keyboard.press('k')
  const note = p.box('Note on key image 1')
  await note.waitFor()
  if (!(await note.evaluate(e => e === document.activeElement))) throw new Error('the note does not take the keys')
  await page.keyboard.type(opinion.legend.slice(0, 20))
  await p.look('viewer-figure')
  await page.keyboard.press('Enter')
  await page.getByText(/^Image 2 of \d/).first().waitFor()
  // Cited, it stands at the cursor that was left.
  await page.keyboard.press('q')
  await p.reads('Assessment, with the reasons', /, page 1\] \[CT .*, image 2\]$/)
  await page.getByText('Figures 1').click()
  const item = page.getByRole('listitem', { name: 'Figure 1' })
  await item.getByRole('img').waitFor()
  await p.reads('Legend: what is to be seen', opinion.legend.slice(0, 20), item)
  await p.type('Legend: what is to be seen', opinion.legend, item)
  await item.getByText('no text names it').waitFor()
  await p.button('Cite at the cursor', item).press('Enter')
  await p.reads('Assessment, with the reasons', /\[Figure 1\]$/)
  await item.getByText('no text names it').waitFor({ state: 'detached' })
  await p.sees(/^Saved \d/)
  await p.look('figures')
}

/** From a second window, with the pointer at a place of the image. */
async function citeFromAnotherWindow(p) {
  const other = await p.page.context().newPage()
  await other.goto(p.page.url().replace(/write$/, 'images'))
  await other.getByText(/^Image 1 of \d/).first().waitFor()
  await other.keyboard.press('End')
  await other.keyboard.press('ArrowUp')
  const at = await other.getByRole('slider', { name: 'Image' }).getAttribute('aria-valuenow')
  await other.getByText(new RegExp(`^Image ${at} of`)).first().waitFor()
  const box = await other.getByRole('main').boundingBox()
  await other.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await other.keyboard.press('q')
  await other.getByText('Cited at the cursor of what you write.').waitFor()
  await p.reads('Assessment, with the reasons', new RegExp(`^${literally(opinion.assessment)} \\[CT .*, image ${at}\\]$`))
  await other.close()
  return at
}

/** What is cited opens in a window of its own, just there. */
async function opensCitation(p, at) {
  const opened = p.page.context().waitForEvent('page')
  await p.page.getByRole('link', { name: new RegExp(`^CT .*, image ${at}$`) }).first().press('Enter')
  const other = await opened
  await other.getByText(new RegExp(`^Image ${at} of \\d`)).first().waitFor()
  await other.locator('[data-cited]').waitFor()
  await other.close()
}

function literally(words) {
  return words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

async function sign(p, again = false) {
  await p.press('Review and sign')
  const letter = p.dialog('The letter as it will be')
  await letter.locator('[data-page="1"][data-state=drawn]').waitFor()
  if (!again) await p.look('sign')
  await p.press('Sign the opinion', letter)
  await p.dialog('Sign with your own key').waitFor()
  if (!again) await p.look('sign-proof')
  await p.sign('Sign the opinion')
  await p.page.getByRole('row', { name: `${patient}, Approval` }).waitFor()
}

async function takeUp(p) {
  await p.page.reload() // the list learns of what was signed meanwhile
  await p.openCase(reference.replaceAll(' ', '').replace(/^(\d{4})(\d{3})(\d{3})$/, '$1 $2 $3')) // whose letter it is shows once it is taken up
  await p.press('Take it up')
  await p.seesHeading('Your own reading')
}

/** Whoever approves sees the picture that was signed, with its legend. */
async function figureIsThere(p) {
  const shown = p.page.getByRole('figure').filter({ hasText: opinion.legend })
  await shown.getByText('Figure 1').waitFor()
  const wide = await shown.getByRole('img').evaluate(async i => (await i.decode(), i.naturalWidth))
  if (!(wide > 100)) throw new Error(`the figure's picture is ${wide} px wide`)
  await shown.scrollIntoViewIfNeeded()
}

/** Where there is no room beside the letter, what decides stays in sight, and what it rests on is one press away; Esc leads back. */
async function decidesInASmallWindow(p) {
  const { page } = p
  await page.setViewportSize({ width: 853, height: 533 })
  for (const name of ['Approve and release', 'Return with comments']) {
    const box = await p.button(name).boundingBox()
    if (!box || box.y < 0 || box.y + box.height > 533) throw new Error(`"${name}" lies out of sight: ${JSON.stringify(box)}`)
  }
  const check = page.getByRole('checkbox').first()
  if (await check.isVisible()) throw new Error('the checks lie over the letter')
  await p.button('Before you approve').press('Enter')
  await check.waitFor()
  await page.keyboard.press('Tab') // what stands beside has the keys
  await p.look('approval-small')
  await page.setViewportSize({ width: 853, height: 533 })
  await page.keyboard.press('Escape')
  await check.waitFor({ state: 'hidden' })
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** What the letter rests on is read beside it. */
async function readsBeside(p) {
  await p.press('Asked')
  await p.sees(opinion.answers[0].question, p.page.getByRole('complementary'))
  await p.look('approval-asked')
  await p.press(/^Records \d/)
  await p.page.getByRole('complementary').getByRole('listitem').first().getByRole('button').press('Enter')
  await p.look('approval-records')
  await p.press('Before you approve')
}

/** Words are chosen with the keys of a reader, and a comment is kept at them. */
async function commentsAtWords(p) {
  await p.button('Comment on Recommendation').press('Enter')
  await p.page.getByRole('textbox', { name: 'About' }).press('ArrowDown')
  await p.page.getByRole('option').nth(1).click()
  await p.type('What should change', 'Say when.')
  await p.look('remark')
  await p.press('Keep the comment')
  await p.sees('Not sent yet', p.page.getByRole('article'))
}

async function sendBack(p) {
  await takeUp(p)
  await p.sees(opinion.answers[0].answer)
  await p.look('approval')
  await figureIsThere(p)
  await p.look('approval-figure')
  await decidesInASmallWindow(p)
  await readsBeside(p)
  await commentsAtWords(p)
  await p.press('As PDF')
  await p.page.locator('[data-page="1"][data-state=drawn]').waitFor()
  await p.look('approval-pdf')
  await p.press('Return with one comment')
  const dialog = p.dialog('Return with comments')
  await p.choose('Reason', 'Not clear', dialog)
  await p.choose(/^Part of the letter/, 'Assessment', dialog)
  await p.type('What should change', orders.comment, dialog)
  await p.look('return')
  await p.press('Return with comments', dialog)
  await p.seesHeading('Approvals')
}

async function writeAgain(p) {
  await p.page.reload()
  await p.openCase(`${patient}, In review`)
  await p.seesHeading(patient)
  await p.press('Write the opinion')
  await p.press(/^Assessment/)
  await p.sees(orders.comment)
  await p.look('comment')
  await p.type('Assessment, with the reasons', opinion.assessment)
  const at = await citeFromAnotherWindow(p)
  await sign(p, true)
  return at
}

async function release(p, at) {
  await takeUp(p)
  await p.sees(opinion.assessment.split('\n').at(-1).split(' [')[0])
  await opensCitation(p, at)
  await p.look('changes')
  await p.press('Approve and release') // too early: nothing is ticked
  await p.sees('Tick what you have read for yourself first.')
  for (const read of ['Each answer fits its question', 'Name, sex and dates agree with the records', 'Words fit for patient and physician']) {
    await p.page.getByRole('checkbox', { name: read }).check()
  }
  await p.look('ticked')
  await p.typePassword()
  await p.type('One-time code', p.code())
  await p.press('Approve and release')
  await p.sees('Released. The clinic’s program gets it at its next exchange.')
  await p.look('approved')
}

async function seesRelease(p) {
  await p.page.reload()
  await p.seesHeading('Released, not opened')
  await p.look('released')
  for (const view of ['The case', /^Records/, 'History']) {
    await p.press(view)
    await p.look(String(view).replace(/\W/g, '').toLowerCase())
  }
}

/** Whoever comes to the browser later sees no case, not even by its address. */
async function leave(p) {
  const { page } = p
  const at = page.url()
  if (!(await p.button('Sign out').isVisible())) await page.getByRole('link', { name: /^(Approvals|My cases)$/ }).click()
  p.leaves()
  p.expectRefusal('401 GET /console/api/me')
  await p.press('Sign out')
  await p.seesHeading('Staff console')
  p.expectRefusal('401 GET /console/api/me')
  await page.goto(at)
  await p.seesHeading('Staff console')
  if ((await page.locator('body').innerText()).includes(patient)) throw new Error('the patient is named to nobody who signed in')
}
