// What pages show where the service is slow, says no, or is gone, and dialogs that no
// other walk opens. Each state is drawn; what the pages ask meanwhile is meant to fail.
import path from 'node:path'

const views = [
  { suffix: '', width: 1280, height: 800, colorScheme: 'light' },
  { suffix: '-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { suffix: '-853x533', width: 853, height: 533, colorScheme: 'light' },
  { suffix: '-853x533-dark', width: 853, height: 533, colorScheme: 'dark' },
]
const asked = '**/console/api/**'
const gone = route => route.abort('connectionrefused')
const busy = route => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Service Unavailable', status: 503, detail: 'The service cannot be reached just now. Nothing was changed. Try again in a minute.', kind: 'unavailable' }) })

/** Draws each; says in found what was not to be seen. */
export async function states({ browser, orders, cases, staff, found }) {
  const at = c => `${orders.console}/case/${cases[c]}`
  await draw('slow', 'desk', async page => {
    await page.route('**/console/api/cases**', () => {})
    await page.goto(`${orders.console}/`)
    await page.getByText('Opening the work list').waitFor()
  })
  await draw('list-busy', 'desk', async page => {
    await page.route('**/console/api/cases**', busy)
    await page.goto(`${orders.console}/`)
    await page.getByRole('button', { name: 'Try again' }).first().waitFor()
  })
  await draw('door-gone', 'desk', async page => {
    await page.route(asked, gone)
    await page.goto(`${orders.console}/`)
    await page.getByRole('button', { name: 'Try again' }).first().waitFor()
  })
  await draw('case-gone', 'desk', async page => {
    await page.goto(at('hold'))
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.route(asked, gone)
    await page.getByRole('tab', { name: /^Messages/ }).or(page.getByRole('button', { name: /^Messages/ })).first().click()
    await page.getByRole('textbox').first().fill('The slides are on their way back.')
    await page.getByRole('button', { name: /^Send/ }).first().click()
    await page.waitForTimeout(1500)
  })
  await draw('letter-gone', 'henrik', async page => {
    await page.goto(`${at('writing')}/write`)
    await page.waitForLoadState('networkidle')
    await page.route(asked, gone)
    await page.locator('[contenteditable=true]').first().click()
    await page.keyboard.type('One more thing. ')
    await page.waitForTimeout(4000)
  })
  await draw('glass-dialog', 'admin', async page => {
    await page.goto(at('triage'))
    await page.getByRole('button', { name: /break/i }).or(page.getByRole('button', { name: /Take the case/ })).first().click()
    await page.getByRole('dialog').waitFor()
  })
  await draw('label-dialog', 'desk', async page => {
    await page.goto(at('reads'))
    await page.getByRole('button', { name: /^Slides and discs/ }).or(page.getByRole('tab', { name: /^Slides and discs/ })).first().click()
    await page.getByRole('checkbox').first().check()
    await page.getByRole('button', { name: /Correct/ }).first().click()
    await page.getByRole('dialog').waitFor()
  })

  async function draw(name, who, steps) {
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: views[0] })
    context.setDefaultTimeout(20_000)
    await context.addCookies(staff[who].cookies())
    const page = await context.newPage()
    try {
      await steps(page)
    } catch (e) {
      found.push(`states, ${name}: ${e.message.split('\n')[0]}`)
    }
    for (const { suffix, width, height, colorScheme } of views) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: path.join(orders.pictures, `console-states-${name}${suffix}.png`) })
    }
    await context.close()
  }
}
