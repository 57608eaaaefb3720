// A case that asks for a reading alone, in the staff console: the radiologist's or
// pathologist's letter is the whole answer. Started by internal/e2e.
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
const { patient, role, letter } = orders
await run.walk('reader-letter', walk)

async function walk() {
  const reader = await run.arrive(role)
  await reader.signIn()
  await writes(reader)
  await signs(reader)
  const approver = await run.arrive('approver')
  await approver.signIn()
  await releases(approver)
}

/** Who reads is offered the case, as a specialist would be, and answers with the letter. */
async function writes(p) {
  const { page } = p
  await page.getByRole('row', { name: 'Accept or decline' }).click()
  await p.seesHeading('A case is offered to you')
  await p.press('Accept the case')
  await p.seesHeading(patient)
  await p.look('letter-first')
  await p.press('Write the opinion')
  await p.seesHeading('Question 1')
  const [first, ...others] = letter.answers
  await p.type(first.question, first.answer)
  for (const x of others) {
    await p.press(new RegExp(`^Next: ${x.name}\\b`))
    await p.type(x.question, x.answer)
  }
  await p.press(/^Recommendation/)
  await p.type('Recommendation and closing summary', letter.recommendation)
  await p.press(/^Assessment/)
  await p.type('Assessment, with the reasons', letter.assessment)
  await p.press('confirmed', page.getByRole('group', { name: 'The diagnosis is' }))
  await p.press('supplemented by alternatives', page.getByRole('group', { name: 'The plan is' }))
  await p.press(/^Thanks/)
  const list = page.getByRole('region', { name: 'What I reviewed' })
  await list.getByRole('group').first().getByRole('button', { name: 'Seen', exact: true }).click()
  await p.press(/^Mark the other .* as not seen$/, list)
  await list.getByText('All are marked.').waitFor()
  await p.sees(/^Saved \d/)
  await p.look('letter-written')
}

async function signs(p) {
  await p.press('Review and sign')
  const sheet = p.dialog('The letter as it will be')
  await sheet.locator('[data-page="1"][data-state=drawn]').waitFor()
  await p.press('Sign the opinion', sheet)
  await p.dialog('Sign with your own key').waitFor()
  await p.sign('Sign the opinion')
  await p.page.getByRole('row', { name: `${patient}, Approval` }).waitFor()
}

async function releases(p) {
  const { page } = p
  await page.getByRole('row', { name: 'Read for approval' }).click()
  await p.press('Take it up')
  await p.seesHeading('Your own reading')
  await p.sees(letter.assessment)
  for (const box of await page.getByRole('checkbox').all()) await box.check()
  await p.typePassword()
  await p.type('One-time code', p.code())
  await p.press('Approve and release')
  await p.sees('Released. The clinic’s program gets it at its next exchange.')
  await p.look('letter-released')
}
