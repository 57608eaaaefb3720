// One member of the staff at a browser of their own. It does what a person does
// and finds things as a person finds them: by their role and their words.
import { createHmac } from 'node:crypto'
import path from 'node:path'
import { violationsOf } from './axe.mjs'

// How long a page may take for anything. It is no measure: a machine under load
// is slow, a wrong page never gets there.
const patience = 60_000

// A picture is taken at each of these.
const views = [
  { suffix: '', width: 1280, height: 800, colorScheme: 'light' },
  { suffix: '-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { suffix: '-853x533', width: 853, height: 533, colorScheme: 'light' },
  { suffix: '-853x533-dark', width: 853, height: 533, colorScheme: 'dark' },
]

/** One-time codes that were not used: each is good once (RFC 6238: SHA-1, 30 s, six digits). */
export class Codes {
  #secret
  #step = Math.floor(Date.now() / 30_000)

  constructor(secret) {
    this.#secret = secret
  }

  next() {
    const at = Buffer.alloc(8)
    at.writeBigUInt64BE(BigInt(this.#step--))
    const mac = createHmac('sha1', base32(this.#secret)).update(at).digest()
    const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff
    return String(number % 1_000_000).padStart(6, '0')
  }
}

export class Person {
  /** Opens the console. found gets one sentence for all that is wrong with a page. */
  static async at(browser, { url, account, pictures, found, look, codes }) {
    // Without motion: a color that is on its way has no contrast to speak of.
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 800 }, ...look })
    context.setDefaultTimeout(patience)
    const page = await context.newPage()
    const person = new Person(page, account, pictures, found, look, codes)
    person.watch(page)
    await page.goto(url)
    return person
  }

  #refusals = []
  #mayRefuse = new Set()
  #mayMove = false
  #leaving = false
  #codes
  #look

  constructor(page, account, pictures, found, look, codes = new Codes(account.totp_secret)) {
    this.page = page
    this.account = account
    this.#codes = codes
    this.pictures = pictures
    this.found = words => found(`${account.role}: ${words}`)
    this.#look = { width: 1280, height: 800, colorScheme: 'light', ...look?.viewport, ...look }
  }

  /** Tells what goes wrong in another window of this person's, too. */
  watch(page) {
    page.on('pageerror', e => this.found(`the page threw ${e.message}`))
    // What did not come is told by the two below, with its status.
    page.on('console', m => m.type() === 'error' && !m.text().startsWith('Failed to load resource') && this.found(`the page's console says ${m.text()}`))
    // An answer without a body has come whole; the browser calls it aborted all the same.
    const empty = new WeakSet()
    // What is asked for and no longer wanted (a page that was left, a frame scrolled
    // past) is given up by the page itself; a service that fails is called otherwise.
    const passed = r => r.method() === 'GET' && r.failure()?.errorText === 'net::ERR_ABORTED'
    page.on('requestfailed', r => empty.has(r) || passed(r) || this.found(`${r.method()} ${where(r)} failed: ${r.failure()?.errorText}`))
    page.on('response', r => {
      if (r.status() === 204) empty.add(r.request())
      if (r.status() < 400) return
      const refusal = `${r.status()} ${r.request().method()} ${where(r)}`
      if (this.#mayMove && /^409 POST .*\/acts\//.test(refusal)) return
      if (this.#mayRefuse.has(refusal)) return
      if (this.#leaving && /^401 GET \/console\/api\/cases/.test(refusal)) return
      const at = this.#refusals.indexOf(refusal)
      if (at < 0) this.found(`the service answered ${refusal}`)
      else this.#refusals.splice(at, 1)
    })
  }

  /** Goes on in another window. */
  follow(page) {
    this.page = page
    this.watch(page)
  }

  /** Allows answers like "401 GET /console/api/me" from here on, however often they come. */
  mayRefuse(refusal) {
    this.#mayRefuse.add(refusal)
  }

  /** From here on a session ends: what the page had asked just before may be answered after it. */
  leaves() {
    this.#leaving = true
  }

  /** Allows one answer like "401 GET /console/api/me" that comes for a reason. */
  expectRefusal(refusal) {
    this.#refusals.push(refusal)
  }

  code() {
    return this.#codes.next()
  }

  button(name, within = this.page) {
    return within.getByRole('button', { name, exact: typeof name === 'string' })
  }

  async press(name, within = this.page) {
    await this.button(name, within).click()
  }

  /**
   * Presses until the button is gone. What the service does by itself after an
   * act may move the case in between: then the page says so and shows it anew,
   * and a person presses again.
   */
  async pressUntilDone(name, within = this.page, press = (b, options) => b.click(options)) {
    const button = this.button(name, within)
    const moved = this.page.getByText('Somebody else changed this case in the meantime.')
    const busy = this.page.locator('button[aria-busy=true]')
    const until = Date.now() + patience
    this.#mayMove = true
    await press(button)
    // Gone, and not only while the act is under way: a button that is busy has other words.
    for (let gone = 0; gone < 2; ) {
      if (Date.now() > until) throw new Error(`"${name}" is still there`)
      await this.page.waitForTimeout(200)
      const acting = (await busy.count()) > 0
      const there = await button.isVisible()
      gone = acting || there ? 0 : gone + 1
      if (there && (await moved.isVisible())) await press(button, { timeout: 1000 }).catch(() => {}) // it went meanwhile
    }
    this.#mayMove = false
  }

  box(label, within = this.page) {
    return within.getByRole('textbox', { name: label, exact: typeof label === 'string' })
  }

  async type(label, text, within = this.page) {
    await this.box(label, within).fill(text)
  }

  /** What stands in a box: a field, or a text that is written as it looks. */
  async value(label, within = this.page) {
    return this.box(label, within).evaluate(el => ('value' in el ? el.value : el.innerText.trim()))
  }

  /** Waits until a box holds these words; what stands in it instead is told. */
  async reads(label, words, within = this.page) {
    const until = Date.now() + patience
    for (;;) {
      const text = await this.value(label, within)
      if (typeof words === 'string' ? text === words : words.test(text)) return
      if (Date.now() > until) throw new Error(`${label} reads ${JSON.stringify(text)}`)
      await this.page.waitForTimeout(100)
    }
  }

  /** What is hidden while it is typed has no role. */
  async typePassword(within = this.page) {
    await within.getByLabel('Password', { exact: true }).fill(this.account.password)
  }

  async choose(label, option, within = this.page) {
    await within.getByRole('textbox', { name: label }).click()
    await this.page.getByRole('option', { name: option, exact: true }).click()
  }

  /** Waits for what a person waits for. */
  async sees(words, within = this.page) {
    await within.getByText(words).first().waitFor()
  }

  async seesHeading(name, within = this.page) {
    await within.getByRole('heading', { name }).first().waitFor()
  }

  dialog(name) {
    return this.page.getByRole('dialog', { name })
  }

  async signIn() {
    await this.seesHeading('Staff console')
    await this.type('E-mail', this.account.email)
    await this.typePassword()
    await this.press(/^Sign in/)
    await this.seesHeading('One more step')
    await this.type('One-time code', this.code())
    await this.press(/^Continue/)
    await this.page.getByRole('navigation', { name: 'Queues' }).waitFor()
    this.#leaving = false
  }

  /** Signing in a second time, for one act. */
  async sign(act) {
    const dialog = this.dialog('Sign with your own key')
    await this.typePassword(dialog)
    await this.type('One-time code', this.code(), dialog)
    await this.press(act, dialog)
    await dialog.waitFor({ state: 'detached' })
  }

  /** What is not under trial is done as the page does it, without its buttons. */
  async api(method, path, body) {
    const answer = await this.page.evaluate(
      async ([method, path, body]) => {
        const r = await fetch(`/console/api${path}`, { method, ...(body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {}) })
        return { ok: r.ok, status: r.status, body: r.headers.get('Content-Type')?.includes('json') ? await r.json() : null }
      },
      [method, path, body],
    )
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** The id of the case with a reference number. */
  async findCase(reference) {
    const { rows } = await this.api('POST', '/cases/search', { role: '', stage: '', turn: '', owner: '', partner: '', emergent: false, what: 'cases', text: reference.replaceAll(' ', ''), from: 0, limit: 0 })
    return rows[0].id
  }

  /** Takes a case through intake to triage. */
  async triage(id) {
    const act = (name, body = {}) => this.api('POST', `/cases/${id}/acts/${name}`, body)
    await act('check-agreement', { note: 'The scan was looked at.' })
    const c = await this.api('GET', `/cases/${id}`)
    if (c.acts.includes('decide-location')) await act('decide-location', { allow: true, reason: 'rule-found', note: 'The state board’s page: allowed for residents.' })
    await act('set-estimate')
    await act('find-complete')
  }

  /** Waits until it is so, however the service gets there. */
  async until(so) {
    const end = Date.now() + patience
    while (!(await so())) {
      if (Date.now() > end) throw new Error('it never came to be so')
      await this.page.waitForTimeout(500)
    }
  }

  /** Opens a case from the list, by what the row begins with. */
  async openCase(name) {
    await this.page.getByRole('row', { name }).click()
  }

  /** Looks at the page as it stands: for what axe finds, and for what is cut at the side. */
  async look(name) {
    await this.page.evaluate(() => document.fonts.ready)
    await this.#readByAxe(name)
    await this.#fits(name)
    if (this.pictures) await this.#draw(name)
  }

  /** The same for its colors alone, where the system is dark: nothing else of it is other then. */
  async looksDark(name) {
    await this.page.emulateMedia({ colorScheme: 'dark' })
    await this.#readByAxe(`${name} (dark)`, ['color-contrast'])
    await this.page.emulateMedia({ colorScheme: this.#look.colorScheme })
  }

  /** Draws the page as it stands, once. */
  async keep(name) {
    await this.page.evaluate(() => document.fonts.ready)
    await this.#fits(name)
    if (this.pictures) await this.page.screenshot({ path: path.join(this.pictures, `console-${name}.png`) })
  }

  async #readByAxe(name, rules) {
    for (const v of await violationsOf(this.page, rules)) {
      if (v.impact !== 'serious' && v.impact !== 'critical') continue
      const node = v.nodes[0]
      this.found(`${name}: ${v.help} (axe ${v.id}), ${v.nodes.length} x ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ''}`)
    }
  }

  async #fits(name) {
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) this.found(`${name}: the page is ${wide} px wider than its window`)
  }

  async #draw(name) {
    for (const v of views) {
      await this.#set(v)
      await this.page.screenshot({ path: path.join(this.pictures, `console-${name}${v.suffix}.png`) })
    }
    await this.#set(this.#look)
  }

  async #set({ width, height, colorScheme }) {
    await this.page.setViewportSize({ width, height })
    await this.page.emulateMedia({ colorScheme })
  }
}

/** The path alone: an address may name a case, never a person, but a query is noise. */
function where(r) {
  return new URL(r.url()).pathname
}

function base32(text) {
  let bits = ''
  for (const c of text.replace(/=+$/, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')
  return Buffer.from(bits.match(/.{8}/g).map(b => Number.parseInt(b, 2)))
}
