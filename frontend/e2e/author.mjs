// The author's part of the walk through the line, with the keyboard alone: a case that
// is declined and accepted, a letter with what it cites and shows, the signature; the
// letter that came back, signed once more.
import { Hands, signByKeys } from './keys.mjs'

/** Most that it may take to sign, beside typing and a key from part to part. */
const mostToSign = 4

const assessment = 'Assessment, with the reasons'
const recommendation = 'Recommendation and closing summary'

export class Author extends Hands {
  #orders

  constructor(p, orders) {
    super(p)
    this.#orders = orders
  }

  async declines() {
    const { p } = this
    await this.#opensOffer()
    await p.look('offer')
    await this.press('Decline')
    const dialog = p.dialog('Decline')
    await this.press(p.button('Decline', dialog)) // too early: it says what is missing
    await p.sees('Choose a reason', dialog)
    await p.look('decline')
    await this.choose('Reason', 'No time', dialog)
    await this.press(p.button('Decline', dialog))
    await p.sees('No case waits for you.')
  }

  async accepts() {
    await this.p.page.reload() // it was declined: the list learns of the second offer
    await this.#opensOffer()
    await this.press('Accept the case')
    await this.p.seesHeading(this.#orders.patient)
  }

  /** Before it is accepted nobody is named to the specialist. */
  async #opensOffer() {
    const { p } = this
    const { records, patient } = this.#orders
    await this.open('Accept or decline')
    await p.seesHeading('A case is offered to you')
    await p.sees(`${records} items`)
    const words = await p.page.locator('body').innerText()
    for (const name of patient.split(' ')) if (words.includes(name)) throw new Error('a specialist who has not accepted is told who it is')
  }

  async writes() {
    const { p } = this
    await p.seesHeading('What is missing')
    await p.look('first page')
    await this.press('Write the opinion')
    await p.seesHeading('Question 1')
    await p.look('writing')
    await this.#answers()
    await this.#goesTo(recommendation)
    await this.write(this.#orders.opinion.recommendation)
    await this.#goesTo(assessment)
    await this.write(this.#orders.first)
    await this.#takesBack()
    await this.#keepsPhrase()
    await this.#goesBack()
    for (const [group, said] of [['The diagnosis is', 'confirmed'], ['The plan is', 'supplemented by alternatives']]) {
      await this.press(p.button(said, p.page.getByRole('group', { name: group })))
    }
    await this.#cites()
    await this.#showsAFigure()
    await this.#marks()
  }

  /** From question to question as the page leads, a key each. */
  async #answers() {
    const { p } = this
    const outline = p.page.getByRole('navigation', { name: 'The letter' })
    const [first, ...others] = this.#orders.opinion.answers.flatMap(a => (a.parts ? a.parts.map(x => ({ question: x.question, answer: x.text })) : [a]))
    await this.#has(first.question)
    await this.write(first.answer)
    await p.sees(/^Saved \d/)
    await p.page.reload()
    await outline.locator('[aria-current]').getByText(/^2a /).waitFor() // what is open comes first
    await this.#goesTo(first.question)
    if ((await p.value(first.question)) !== first.answer) throw new Error('what was saved is not there after a reload')
    for (const x of others) {
      await this.keyboard.press('Control+ArrowDown')
      await this.#has(x.question)
      await this.write(x.answer)
    }
    await p.sees(`${others.length + 1} of ${others.length + 1} answered`)
  }

  /** Until a field has the cursor. */
  async #has(label) {
    await this.p.box(label).and(this.p.page.locator(':focus')).waitFor()
  }

  /** From part to part until a field has the cursor: down, or up where it stands before. */
  async #goesTo(label) {
    const box = this.p.box(label)
    await box.waitFor()
    const key = await box.evaluate(e => (e.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING ? 'ArrowUp' : 'ArrowDown'))
    for (let parts = 0; !(await box.evaluate(e => e === document.activeElement)); parts++) {
      if (parts > 30) throw new Error(`${label} is not reached by Ctrl ${key}`)
      await this.keyboard.press(`Control+${key}`)
    }
  }

  /** One undo for the whole letter: from part to part, in the order of what was done, with the cursor where it was done. */
  async #takesBack() {
    const { p } = this
    for (const text of [recommendation, assessment]) {
      await this.#goesTo(text)
      await this.keyboard.press('Control+End')
      await this.keyboard.insertText(' One word more.')
    }
    await this.keyboard.press('Control+z')
    await p.reads(assessment, this.#orders.first)
    await p.reads(recommendation, /One word more\.$/)
    await this.keyboard.press('Control+z')
    await p.reads(recommendation, this.#orders.opinion.recommendation)
    await this.#has(recommendation)
    await this.keyboard.press('Control+Shift+z')
    await p.reads(recommendation, /One word more\.$/)
    await this.keyboard.press('Control+z')
    await p.reads(recommendation, this.#orders.opinion.recommendation)
  }

  /** What is selected is kept under a name, by way of the tools and back, and typed by it. */
  async #keepsPhrase() {
    const { p } = this
    const { opinion, first } = this.#orders
    await this.#goesTo(assessment)
    await this.keyboard.press('Control+a')
    await this.keyboard.press('Alt+F10')
    await this.keyboard.press('Escape')
    await this.#has(assessment)
    await this.keyboard.press('Alt+F10')
    await this.press(/^Own phrases/)
    await this.type('Keep what is selected, as', 'lungs')
    await p.look('phrases')
    await this.press('Keep')
    await this.#has(assessment)
    await this.#goesTo(recommendation)
    await this.keyboard.press('Control+End')
    await this.keyboard.type(' /lungs ')
    await p.reads(recommendation, `${opinion.recommendation} ${first}`)
    await this.write(opinion.recommendation)
  }

  /** What the draft was is looked at, compared, and put back. */
  async #goesBack() {
    const { p } = this
    const { first } = this.#orders
    const long = `${first} ${'It has grown slowly, and nothing else has changed. '.repeat(6)}`.trim()
    await this.#goesTo(assessment)
    for (const words of [long, 'Gone.']) {
      await this.write(words)
      await p.sees('Not saved yet')
      await p.sees(/^Saved \d/)
    }
    await this.press('Earlier versions')
    const sheet = p.dialog('Earlier versions of this draft')
    const states = sheet.getByRole('radio')
    const chosen = p.page.locator(':checked:focus')
    await states.first().and(chosen).waitFor()
    await sheet.getByText('before much was taken out').first().waitFor()
    await p.look('versions')
    await this.keyboard.press('ArrowDown')
    await states.nth(1).and(chosen).waitFor()
    await this.keyboard.press('ArrowUp')
    await states.first().and(chosen).waitFor()
    await this.press(p.button('Put back: Assessment', sheet))
    await p.reads(assessment, long)
    await this.#has(assessment)
    await this.keyboard.press('Control+z')
    await p.reads(assessment, 'Gone.')
    await this.write(first)
  }

  get #pane() {
    return this.p.page.getByRole('complementary', { name: /^Records \d/ })
  }

  /** Goes over to the records, and opens what a search finds first. */
  async #opensRecord(words, found) {
    await this.keyboard.press('F6')
    await this.to(this.#pane.getByLabel('Search in the records'))
    await this.write(words)
    await this.press(this.#pane.getByRole('listitem').getByRole('button', found).first())
  }

  /** A record is read beside the letter and named in it. */
  async #cites() {
    const { p } = this
    await this.#opensRecord('path')
    await this.#pane.getByText('Pathology report').first().waitFor()
    await p.look('record')
    await this.press(p.button('Cite at the cursor', this.#pane))
    await p.reads(assessment, new RegExp(`^${literally(this.#orders.first)} \\[pathology-report.pdf, page 1\\]$`))
    await this.#has(assessment)
  }

  /** An image becomes a figure with its arrow, gets its legend on the page, and is named. */
  async #showsAFigure() {
    const { p } = this
    const { page } = p
    const { legend } = this.#orders.opinion
    await this.#opensRecord('ct', { name: /CT/ })
    await this.press(this.#pane.getByRole('link', { name: 'Look at the images' }))
    await page.getByRole('slider', { name: 'Image' }).waitFor()
    await page.getByText(/^Image 1 of \d/).first().waitFor()
    await this.keyboard.press('ArrowDown')
    await page.getByText(/^Image 2 of \d/).first().waitFor()
    await this.keyboard.press('d')
    await this.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Arrow', exact: true }).and(page.locator('[data-mark]')).waitFor()
    await this.keyboard.press('ArrowRight') // the arrow has the keys
    await this.keyboard.press('k')
    await this.#has('Note on key image 1')
    await this.keyboard.type(legend.slice(0, 20))
    await p.look('viewer-figure')
    await this.keyboard.press('Enter')
    await page.getByText(/^Image 2 of \d/).first().waitFor()
    // Cited, it stands at the cursor that was left.
    await this.keyboard.press('q')
    await p.reads(assessment, /, page 1\] \[CT .*, image 2\]$/)
    await this.#has(assessment)
    await this.keyboard.press('F6')
    await this.press('Figures 1')
    const item = page.getByRole('listitem', { name: 'Figure 1' })
    await item.getByRole('img').waitFor()
    await p.reads('Legend: what is to be seen', legend.slice(0, 20), item)
    await this.type('Legend: what is to be seen', legend, item)
    await item.getByText('no text names it').waitFor()
    await this.press(p.button('Cite at the cursor', item))
    await p.reads(assessment, /\[Figure 1\]$/)
    await item.getByText('no text names it').waitFor({ state: 'detached' })
    await p.sees(/^Saved \d/)
    await p.look('figures')
  }

  /** What was sent is marked by its author, one by one, and the rest at once: where the review says that it is missing. */
  async #marks() {
    const { p } = this
    await this.#reviews()
    const sheet = p.dialog('The letter as it will be')
    await this.press(sheet.getByRole('button', { name: /^Go there: Mark what you have seen/ }))
    const list = p.page.getByRole('region', { name: 'What I reviewed' })
    const seen = list.getByRole('group').first().getByRole('button', { name: 'Seen', exact: true })
    await seen.and(p.page.locator(':focus')).waitFor()
    await this.keyboard.press('Space')
    await this.press(p.button(/^Mark the other .* as not seen$/, list))
    await list.getByText('All are marked.').waitFor()
    await p.sees(/^Saved \d/)
    await p.look('marks')
  }

  /** By the key that leads on behind the last part, too. */
  async #reviews() {
    const sheet = this.p.dialog('The letter as it will be')
    for (let parts = 0; (await sheet.count()) === 0; parts++) {
      if (parts > 30) throw new Error('Ctrl Arrow down leads to no signature')
      await this.keyboard.press('Control+ArrowDown')
      await this.p.page.waitForTimeout(50)
    }
    await sheet.waitFor()
  }

  async signs(again = false) {
    const { p } = this
    this.acts = 1
    await this.keyboard.press('Control+Shift+Enter')
    const sheet = p.dialog('The letter as it will be')
    await sheet.locator('[data-page="1"][data-state=drawn]').waitFor()
    if (!again) await p.look('sign')
    await this.press(p.button('Sign the opinion', sheet))
    await signByKeys(p, again ? '' : 'sign-proof')
    await p.page.getByRole('row', { name: `${this.#orders.patient}, Approval` }).waitFor()
    this.counted('signing', mostToSign)
  }

  async writesAgain() {
    const { p } = this
    const { opinion, comment, patient } = this.#orders
    await p.page.reload()
    await this.open(`${patient}, In review`)
    await p.seesHeading(patient)
    await this.press('Write the opinion')
    await p.seesHeading('Question 1')
    await this.#goesTo(assessment)
    await p.sees(comment)
    await p.look('comment')
    await this.write(opinion.assessment)
    const at = await this.#citesFromAnotherWindow()
    await this.signs(true)
    return at
  }

  /** From a second window, with the pointer at a place of the image: the one thing here that is shown with a mouse. */
  async #citesFromAnotherWindow() {
    const { p } = this
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
    await p.reads(assessment, new RegExp(`^${literally(this.#orders.opinion.assessment)} \\[CT .*, image ${at}\\]$`))
    await other.close()
    return at
  }
}

function literally(words) {
  return words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
