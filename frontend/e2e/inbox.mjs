// What came in beside the clinic's program, from the inbox to a case that is found
// complete: the first of it with the keys alone, each act counted.
import * as byKeys from './keys.mjs'

/** Most that it may take, beside typing: to file one thing, and to find a case complete. */
const most = { file: 7, complete: 4 }

export async function throughTheInbox(p, { id, wrong, patient, born }) {
  const { page } = p
  const hands = new byKeys.Hands(p)
  const at = path => page.goto(page.url().replace(/\/console\/.*$/, `/console/${path}`))
  const open = name => hands.open(name, page.getByRole('grid', { name: 'Inbox' }))

  /** Files what is open as something, compared by name and birth date. */
  async function file(as, more = async () => {}) {
    const choice = page.getByRole('radio', { name: patient }).first()
    await choice.waitFor()
    await hands.press(choice, 'Space')
    await hands.press(page.getByRole('checkbox', { name: /^Name/ }), 'Space')
    await hands.press(page.getByRole('checkbox', { name: /^Birth date/ }), 'Space')
    await hands.choose('File it as', as)
    await more()
    await hands.press(p.button('File it on this case'))
    await page.getByRole('grid', { name: 'Inbox' }).waitFor()
  }

  await byKeys.pressByKeys(page, page.getByRole('link', { name: /^Inbox/ }))
  for (const name of [/scan-0001/, /disc\.zip/, /stray/, /letters-en/, /report/]) await page.getByRole('row', { name }).waitFor()
  await p.look('inbox')
  await p.looksDark('inbox')
  hands.acts = 0
  await open(/cartas\.txt/)
  await page.getByRole('radio', { name: patient }).first().waitFor()
  await p.look('inbox-item')
  await file('Letters of the pulmonologist')
  hands.counted('filing a letter', most.file)

  await writesDown(p, born)
  await tellsWhoSent(p, open)
  await asksForAll()
  await arrives()
  await translated()
  await movedOut()
  await completes()

  /** Two declared things are not here: one press writes of both. */
  async function asksForAll() {
    await at(`case/${id}`)
    await p.press('Ask for all 2 that are missing')
    const dialog = p.dialog('What is wrong with the materials?')
    await p.look('inbox-deficient')
    await p.pressUntilDone('Ask the clinic for materials', dialog)
    const { state, materials } = await p.api('GET', `/cases/${id}`)
    if (state !== 'awaiting-materials' || materials.filter(m => m.state === 'deficient').length !== 2) p.found(`asked for two, the case is ${state}: ${JSON.stringify(materials.map(m => m.state))}`)
  }

  /** The parcel is filed as it is; the letter's scan is joined to it and filed. */
  async function arrives() {
    await at('inbox')
    await open(/6 slides in a box/)
    await file('Biopsy, 6 slides')
    await open(/scan-0001/)
    await hands.choose(/^It is the scan of/, /^Letter of 2 pages/)
    await p.press('Join it to that')
    await p.sees('It is the scan of what was written down when it came.')
    await file('Laboratory of November')
  }

  /** It waits for its translation, and what comes is filed as that. */
  async function translated() {
    await at(`case/${id}`)
    await p.sees('cartas.txt')
    await byKeys.pressByKeys(page, p.button('Needs a translation').first())
    const dialog = p.dialog('Which record needs a translation?')
    await p.choose(/^Who is asked/, 'A translator', dialog)
    await fillDay(dialog.getByRole('group', { name: /^To be here on/ }), new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10))
    await p.look('inbox-translation')
    await p.pressUntilDone('Needs a translation', dialog)
    await p.sees('1 record waits for its translation')
    await at('inbox')
    await open(/letters-en/)
    await file('Letters of the pulmonologist, here already', () => hands.choose(/^It is the translation of/, 'cartas.txt'))
    await at(`case/${id}`)
    await p.sees(/its translation is letters-en\.txt/)
  }

  /** Filed on another patient's case, read there, taken out: the history has who read it. */
  async function movedOut() {
    const { waiting } = await p.api('GET', '/inbox')
    const item = waiting.find(i => i.name === 'report.txt')
    await p.api('POST', `/inbox/${item.id}/file`, { case: wrong, material: '', kind: 'record', date: '', name: '', by: ['birth-date', 'reference'], despite: 'The clinic sent it so.', note: '' })
    const { records } = await p.api('GET', `/cases/${wrong}`)
    await page.evaluate(at => fetch(at), `/console/api/cases/${wrong}/records/${records.find(r => r.origin).id}`)
    await at(`case/${wrong}`)
    await p.press(/^Records \d/)
    await p.press('Take it out report.txt')
    const dialog = p.dialog('Take it out of this case?')
    await dialog.getByRole('radio', { name: 'It is another patient’s' }).check()
    await p.look('inbox-take-out')
    await p.pressUntilDone('Take it out', dialog)
    await p.press('History')
    await p.sees(`It was opened here by ${p.account.name}.`)
    await at('inbox')
    await page.getByRole('row', { name: /report\.txt.*Taken out of a case/ }).waitFor()
    await open(/report\.txt/)
    await file('Something that was not declared', async () => {
      await byKeys.tabTo(page, page.getByRole('radio', { name: 'Imaging' }))
      await page.keyboard.press('ArrowUp') // round to the last: another record
    })
  }

  /** What is loose is matched, two at once; then the rest of intake, with the keys. */
  async function completes() {
    await at(`case/${id}`)
    const loose = page.getByRole('region', { name: /^Here, and not yet matched/ })
    const boxes = loose.getByRole('checkbox')
    await boxes.first().check()
    await boxes.nth(1).check()
    await p.press('Say what the 2 ticked are')
    const dialog = p.dialog('Which declared material is this?')
    await p.choose('What was declared', 'imaging and reports', dialog)
    await p.pressUntilDone('Say what it is', dialog)
    await p.look('inbox-case')
    const c = await p.api('GET', `/cases/${id}`)
    if (c.acts.includes('decide-location')) await p.api('POST', `/cases/${id}/acts/decide-location`, { allow: true, reason: 'rule-found', note: 'The state board’s page: allowed for residents.' })
    await at('')
    hands.acts = 0
    await hands.open(patient)
    for (const name of ['In order', 'Make the estimate', 'Find complete']) {
      await hands.press(p.button(name))
      await p.button(name).waitFor({ state: 'detached' })
    }
    await p.seesHeading('Who should answer?')
    hands.counted('finding it complete', most.complete)
  }
}

/** A parcel and a letter, when they come. */
async function writesDown(p, born) {
  for (const [way, what, place] of [['Courier', '6 slides in a box', 'Cabinet 2'], ['Post', 'Letter of 2 pages', '']]) {
    await byKeys.pressByKeys(p.page, p.button('Write down post'))
    const dialog = p.dialog('What came by post or courier?')
    await dialog.getByRole('radio', { name: way }).check()
    await p.type(/^What came/, what, dialog)
    await p.type(/^From/, 'Harbor Street Clinic', dialog)
    if (place) {
      await p.type(/^Where it lies/, place, dialog)
      await p.type(/^Patient’s name/, 'Whitcombe, Eleanor', dialog)
      await fillDay(dialog.getByRole('group', { name: /^Birth date/ }), born)
      await p.look('inbox-post')
    }
    await p.pressUntilDone('Write it down', dialog)
    await p.page.getByRole('row', { name: what }).waitFor()
  }
}

/** A disc of two patients is not filed, and a stray fax is not ours: both go back. */
async function tellsWhoSent(p, open) {
  for (const [name, why] of [[/disc\.zip/, 'Another reason'], [/stray/, 'No such patient here']]) {
    await open(name)
    await p.button('Send it back').waitFor()
    if (why === 'Another reason') {
      await p.sees(/^It names several patients, and is filed on no case/)
      if ((await p.button('File it on this case').count()) > 0) throw new Error('a disc of two patients can be filed')
      await p.look('inbox-several')
    }
    await byKeys.pressByKeys(p.page, p.button('Send it back'))
    const dialog = p.dialog('Is it not for us?')
    await dialog.getByRole('radio', { name: why }).check()
    if (why === 'Another reason') await p.look('inbox-back')
    await p.pressUntilDone('Send it back', dialog)
    await open(name)
    await byKeys.pressByKeys(p.page, p.button('The sender was told'))
    await p.page.getByRole('grid', { name: 'Inbox' }).waitFor()
  }
}

async function fillDay(field, date) {
  const [year, month, day] = date.split('-')
  await field.getByRole('textbox', { name: 'Day' }).fill(String(Number(day)))
  await field.getByRole('combobox', { name: 'Month' }).selectOption(String(Number(month)))
  await field.getByRole('textbox', { name: 'Year' }).fill(year)
}
