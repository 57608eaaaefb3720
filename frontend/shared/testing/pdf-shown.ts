// How a PDF ended on the screen, for tests in a real browser.
import type { Page } from 'playwright-core'

/** What a page of a PDF, or the file as a whole, came to. */
export type Shown = 'drawn' | 'partly' | 'damaged' | 'slow' | 'alert' | 'password' | 'nothing'

const ends = (page: number) => `[data-page="${page}"]:is([data-state=drawn], [data-state=partly], [data-state=damaged], [data-state=slow])`

/** Waits until a page is drawn or words say why it is not; seconds bounds it. */
export async function shown(p: Page, page: number, seconds: number): Promise<Shown> {
  const end = p.locator(`${ends(page)}, [role=alert], input[type=password]`).first()
  try {
    await end.waitFor({ timeout: seconds * 1000 })
  } catch {
    return 'nothing'
  }
  const state = await end.getAttribute('data-state')
  if (state) return state as Shown
  return (await end.getAttribute('role')) === 'alert' ? 'alert' : 'password'
}

/** Uses the reader once a file is open: its last page, its size, its search. Says what did not answer. */
export async function used(p: Page, seconds: number): Promise<string[]> {
  const out: string[] = []
  const bounded = { timeout: seconds * 1000 }
  const does = async (what: string, act: () => Promise<unknown>) => {
    await act().catch(() => out.push(what))
  }
  const jump = p.getByLabel('Go to page')
  if ((await jump.count()) > 0) {
    await jump.fill('99999999', bounded).catch(() => out.push('the field'))
    await p.keyboard.press('Enter')
    const last = Number(await jump.inputValue(bounded).catch(() => '0'))
    if ((await shown(p, last, seconds)) === 'nothing') out.push(`page ${last}`)
  }
  await does('its size', async () => {
    await p.getByLabel('Size').selectOption('0.5', bounded)
    await p.getByText(/, 50%$/).waitFor({ ...bounded, state: 'attached' })
  })
  await does('its search', async () => {
    await p.getByRole('button', { name: 'Search in this document' }).click(bounded)
    await p.getByRole('searchbox').fill('zqxj', bounded)
    await p.getByText(/Not found\.|without text|not searched/).first().waitFor(bounded)
  })
  return out
}
