// The approver's part of the walk through the line, with the keyboard alone: the first
// letter goes back with comments, the second is released.
import { Hands } from './keys.mjs'

/** Most that it may take, beside typing: to release a letter that is read, from the list. */
const mostToRelease = 4

export class Approver extends Hands {
  #orders

  constructor(p, orders) {
    super(p)
    this.#orders = orders
  }

  async sendsBack() {
    const { p } = this
    const { opinion, comment } = this.#orders
    await this.#takesUp()
    await p.sees(opinion.answers[0].answer)
    await p.look('approval')
    await this.#figureIsThere()
    await p.look('approval-figure')
    await this.#decidesInASmallWindow()
    await this.#readsBeside()
    await this.#commentsAtWords()
    await this.press('As PDF')
    await p.page.locator('[data-page="1"][data-state=drawn]').waitFor()
    await p.look('approval-pdf')
    await this.press('Return with one comment')
    const dialog = p.dialog('Return with comments')
    await this.choose('Reason', 'Not clear', dialog)
    await this.choose(/^Part of the letter/, 'Assessment', dialog)
    await this.type('What should change', comment, dialog)
    await p.look('return')
    await this.press(p.button('Return with comments', dialog))
    await p.seesHeading('Approvals')
  }

  /** What was cited lies at an image of this number. */
  async releases(image) {
    const { p } = this
    const { opinion } = this.#orders
    await this.#takesUp()
    await p.sees(opinion.assessment.split('\n').at(-1).split(' [')[0])
    await this.aside(async () => {
      await this.#opensCitation(image)
      await p.look('changes')
      await this.press('Approve and release') // too early: nothing is ticked
      await p.sees('Tick what you have read for yourself first.')
    })
    for (const read of ['Each answer fits its question', 'Name, sex and dates agree with the records', 'Words fit for patient and physician']) {
      await this.press(p.page.getByRole('checkbox', { name: read }), 'Space')
    }
    await p.look('ticked')
    await this.to(p.page.getByLabel('Password', { exact: true }))
    await this.write(p.account.password)
    await this.type('One-time code', p.code())
    await this.keyboard.press('Enter')
    await p.sees('Released. The clinic’s program gets it at its next exchange.')
    this.counted('approving and releasing', mostToRelease)
    await p.look('approved')
  }

  /** Whose letter it is shows once it is taken up. */
  async #takesUp() {
    const { p } = this
    await p.page.reload() // the list learns of what was signed meanwhile
    this.acts = 0
    await this.open(this.#orders.reference.replaceAll(' ', '').replace(/^(\d{4})(\d{3})(\d{3})$/, '$1 $2 $3'))
    await this.aside(() => this.press('Take it up'))
    await p.seesHeading('Your own reading')
  }

  /** Whoever approves sees the picture that was signed, with its legend. */
  async #figureIsThere() {
    const shown = this.p.page.getByRole('figure').filter({ hasText: this.#orders.opinion.legend })
    await shown.getByText('Figure 1').waitFor()
    const wide = await shown.getByRole('img').evaluate(async i => (await i.decode(), i.naturalWidth))
    if (!(wide > 100)) throw new Error(`the figure's picture is ${wide} px wide`)
    await shown.scrollIntoViewIfNeeded()
  }

  /** Where there is no room beside the letter, what decides stays in sight, and what it rests on is one press away; Esc leads back. */
  async #decidesInASmallWindow() {
    const { p } = this
    const { page } = p
    await page.setViewportSize({ width: 853, height: 533 })
    for (const name of ['Approve and release', 'Return with comments']) {
      const box = await p.button(name).boundingBox()
      if (!box || box.y < 0 || box.y + box.height > 533) throw new Error(`"${name}" lies out of sight: ${JSON.stringify(box)}`)
    }
    const check = page.getByRole('checkbox').first()
    if (await check.isVisible()) throw new Error('the checks lie over the letter')
    await this.press('Before you approve')
    await check.waitFor()
    await this.keyboard.press('Tab') // what stands beside has the keys
    await p.look('approval-small')
    await page.setViewportSize({ width: 853, height: 533 })
    await this.keyboard.press('Escape')
    await check.waitFor({ state: 'hidden' })
    await page.setViewportSize({ width: 1280, height: 800 })
  }

  /** What the letter rests on is read beside it. */
  async #readsBeside() {
    const { p } = this
    const beside = p.page.getByRole('complementary')
    await this.press('Asked')
    await p.sees(this.#orders.opinion.answers[0].question, beside)
    await p.look('approval-asked')
    await this.press(/^Records \d/)
    await this.press(beside.getByRole('listitem').first().getByRole('button'))
    await p.look('approval-records')
    await this.press('Before you approve')
  }

  /** Words are chosen by the sentence, and a comment is kept at them; Esc keeps what was typed, too. */
  async #commentsAtWords() {
    const { p } = this
    await this.press('Comment on Recommendation')
    await this.choose('About', new RegExp(`^${this.#orders.opinion.recommendation.slice(0, 12)}`))
    await this.type('What should change', 'Say when.')
    await p.look('remark')
    await this.keyboard.press('Escape')
    await p.sees('Not sent yet', p.page.getByRole('article'))
  }

  /** What is cited opens in a window of its own, just there. */
  async #opensCitation(image) {
    const { page } = this.p
    const opened = page.context().waitForEvent('page')
    await this.press(page.getByRole('link', { name: new RegExp(`^CT .*, image ${image}$`) }).first())
    const other = await opened
    await other.getByText(new RegExp(`^Image ${image} of \\d`)).first().waitFor()
    await other.locator('[data-cited]').waitFor()
    await other.close()
  }
}
