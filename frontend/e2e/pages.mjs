// Every page of the staff console as each role has it, over an office in the middle of
// its day (office.mjs). Started by internal/e2e.
import { chromium } from 'playwright-core'
import { Clerk } from './clerk.mjs'
import { fill } from './office.mjs'
import { Codes, Person } from './person.mjs'
import { states } from './states.mjs'
import { begin } from './walk.mjs'

const run = await begin()
const { orders } = run
const { cases } = orders
const wanted = new RegExp(orders.only || '.')

const who = { desk: 'coordinator@', henrik: 'specialist@', ngozi: 'specialist2@', radiologist: 'radiologist@', pathologist: 'pathologist@', approver: 'approver@', billing: 'billing@', partner: 'partner@', admin: 'admin@' }
const registers = ['holidays', 'specialties', 'clinics', 'brand', 'agreement', 'locations', 'prices', 'partners', 'devices', 'mail-texts', 'message-texts', 'report-texts', 'question-texts', 'letter-texts', 'approval-checks', 'material-checks', 'keys', 'figures', 'people']

/** Where each of them goes; what begins with + is a page of that case. */
const visits = {
  desk: ['', 'stage/in-review', 'inbox', 'item', 'account', 'mails', 'no/such/page', ...Object.keys(cases).map(c => `+${c}`), '+writing/records', '+writing/images', '+materials/sheet', '+reads/labels', '+materials/post', ...registers],
  henrik: ['', '+writing', '+writing/write', '+writing/records', '+writing/images', '+released', '+reads', 'entry'],
  ngozi: ['', 'role/approver', '+writing', '+offered'],
  radiologist: ['', '+writing', '+reads', '+imaging'],
  pathologist: ['+reads'],
  approver: ['', '+approval', '+approval/letter', '+released/letter'],
  billing: ['', '+released'],
  partner: ['', '+writing'],
  admin: ['', 'accounts', 'account-of', 'audit', 'keys', 'glass', 'retention', '+glass', '+writing', 'prices', 'people'],
}

const staff = {}
await run.walk('pages', walk)

async function walk() {
  for (const [name, mail] of Object.entries(who)) {
    const account = orders.accounts.find(a => a.email.startsWith(mail))
    staff[name] = await new Clerk(`${orders.console}/`, account, new Codes(account.totp_secret)).signIn()
  }
  run.found.push(...(await fill(cases, staff)))
  if (wanted.test('states')) await states({ ...run, cases, staff })
  const large = await chromium.launch({ executablePath: orders.chromium, args: ['--blink-settings=defaultFontSize=24'] })
  for (const name of Object.keys(visits)) {
    await look(run.browser, name, '')
    await look(large, name, '-large')
  }
  await large.close()
}

/** The pages of one person; with large letters they are not read by axe again. */
async function look(browser, name, suffix) {
  const clerk = staff[name]
  const pages = visits[name].filter(v => wanted.test(`${name}/${v}`))
  if (pages.length === 0) return
  const p = await Person.at(browser, { url: 'about:blank', account: clerk.account, pictures: orders.pictures, found: words => run.found.push(words), codes: null })
  await p.page.context().addCookies(clerk.cookies())
  for (const v of pages) {
    await p.page.goto(`${orders.console}/${await addressOf(clerk, v)}`)
    await p.page.locator('main').filter({ visible: true }).first().waitFor()
    await p.page.waitForLoadState('networkidle')
    const at = `pages-${name}-${v.replace('+', '').replaceAll('/', '-') || 'list'}`
    if (suffix) await p.keep(`${at}${suffix}`)
    else {
      await p.look(at)
      await p.looksDark(at)
    }
  }
  await p.page.context().close()
}

async function addressOf(clerk, v) {
  if (v.startsWith('+')) return v.replace(/^\+([^/]*)/, (_, name) => `case/${cases[name]}`)
  if (v === 'item') return `inbox/${(await clerk.get('/inbox')).waiting.find(i => i.name === 'cartas.txt').id}`
  if (v === 'entry') return `people/${clerk.me.id}`
  if (v === 'account-of') return `accounts/${staff.ngozi.me.id}`
  return v
}
