// The keyboard alone, as a person without a mouse uses it.

/** Goes with Tab to a control, or with Shift Tab back to it, and sees whether a dialog that has just closed takes the focus back. The answer is how often it was pressed. */
export async function tabTo(page, control, key = 'Tab', most = 90) {
  await control.first().waitFor()
  const there = () => control.first().evaluate(e => e === document.activeElement)
  for (let i = 0; i < most; i++) {
    if (await there()) {
      await page.waitForTimeout(100)
      if (await there()) return i
    }
    await page.keyboard.press(key)
  }
  throw new Error(`not reached by ${key}: ${control}`)
}

/** Presses a control that Tab leads to. */
export async function pressByKeys(page, control, key = 'Enter') {
  await tabTo(page, control)
  await page.keyboard.press(key)
}

/** Signs in a second time, for one act. */
export async function signByKeys(p, name, title = 'Sign with your own key') {
  const dialog = p.dialog(title)
  const password = dialog.getByLabel('Password', { exact: true })
  await password.waitFor()
  await tabTo(p.page, password)
  await p.page.keyboard.type(p.account.password)
  await tabTo(p.page, p.box('One-time code', dialog))
  await p.page.keyboard.type(p.code())
  if (name) await p.look(name)
  await p.page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
}

/** Tab may be pressed so often on the way to what is to be pressed. */
const mostTabs = 40

/**
 * Somebody at the console who has no mouse. Counted is what decides something: a
 * press of a button, a choice, a row that is opened; not what is typed, nor the way
 * there, which only may not be long.
 */
export class Hands {
  acts = 0

  constructor(p) {
    this.p = p
  }

  get keyboard() {
    return this.p.page.keyboard
  }

  /** Goes to a control by the shorter way: with Shift Tab where it stands before. */
  async to(control) {
    await control.first().waitFor()
    const back = await control.first().evaluate(e => document.activeElement !== document.body && (e.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0)
    const tabs = await tabTo(this.p.page, control, back ? 'Shift+Tab' : 'Tab')
    if (tabs > mostTabs) this.p.found(`Tab is pressed ${tabs} times on the way to ${control}`)
  }

  async press(control, key = 'Enter') {
    await this.to(this.#button(control))
    this.acts++
    await this.keyboard.press(key)
  }

  /** The same until it is gone, see Person.pressUntilDone. */
  async pressUntilDone(name, within) {
    this.acts++
    await this.p.pressUntilDone(name, within, async (button, options) => {
      await button.waitFor(options)
      await this.to(button)
      await this.keyboard.press('Enter')
    })
  }

  #button(control) {
    return typeof control === 'string' || control instanceof RegExp ? this.p.button(control) : control
  }

  /** Writes into a field, in place of what stands there. */
  async type(label, text, within) {
    await this.to(typeof label === 'string' || label instanceof RegExp ? this.p.box(label, within) : label)
    await this.write(text)
  }

  /** The same where the cursor is. */
  async write(text) {
    await this.keyboard.press('Control+a')
    await this.keyboard.insertText(text)
  }

  /** Opens a list and goes down to a choice. */
  async choose(label, words, within) {
    await this.to(this.p.box(label, within))
    this.acts += 2
    const option = this.p.page.getByRole('option', { name: words, exact: typeof words === 'string' })
    for (let down = 0; down === 0 || (await option.first().getAttribute('data-combobox-selected')) !== 'true'; down++) {
      if (down > 20) throw new Error(`${label}: ${words} is not reached`)
      await this.keyboard.press('ArrowDown')
      await option.first().waitFor()
    }
    await this.keyboard.press('Enter')
  }

  /** Of radios, of which Tab reaches one alone, the one that is meant. */
  async pick(radio) {
    await radio.waitFor()
    if (await radio.isChecked()) return
    const name = await radio.getAttribute('name')
    const one = this.p.page.locator(`input[name="${name}"]`)
    await this.to((await one.and(this.p.page.locator(':checked')).count()) > 0 ? one.and(this.p.page.locator(':checked')) : one.first())
    this.acts++
    await this.keyboard.press('Space')
    for (let down = 0; !(await radio.isChecked()); down++) {
      if (down > 40) throw new Error(`not reached by arrows: ${radio}`)
      await this.keyboard.press('ArrowDown')
    }
  }

  /** Goes down a list to a row, and opens it. */
  async open(name, grid = this.p.page.getByRole('grid').first()) {
    const row = grid.getByRole('row', { name }).first() // its tasks are rows, too
    await row.waitFor()
    await this.to(grid)
    await this.keyboard.press('Home')
    for (let down = 0; (await row.getAttribute('aria-selected')) !== 'true'; down++) {
      if (down > 60) throw new Error(`not reached by J: ${row}`)
      await this.keyboard.press('j')
    }
    this.acts++
    await this.keyboard.press('Enter')
  }

  /** What is looked at meanwhile, and no part of what is counted. */
  async aside(steps) {
    const { acts } = this
    await steps()
    this.acts = acts
  }

  counted(what, limit) {
    if (this.acts > limit) this.p.found(`${what} took ${this.acts} acts, ${limit} are enough`)
    this.acts = 0
  }
}
