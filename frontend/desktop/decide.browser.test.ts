import { findings, hasBrowser, newWorld, type World } from '@shared/testing/browser'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportPdf } from './testing/decide-data'
import { ids } from './testing/people'

type Call = { name: string; args: unknown[] }

const calls = (p: Page, name: string): Promise<unknown[]> => p.evaluate(n => (window as unknown as { made: { calls: Call[] } }).made.calls.filter(c => c.name === n).map(c => c.args[0]), name)

const focused = (p: Page) => p.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')

/** Goes on with Tab until what has the keyboard is what is wanted, as a person without a mouse does. */
async function tabTo(p: Page, is: (seen: string) => boolean): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (is(await focused(p))) return
    await p.keyboard.press('Tab')
  }
  throw new Error('no way there by Tab')
}

const onGrid = (seen: string) => seen === 'To decide'

/** What the list says is looked at: the row that the grid names. */
const rowHere = (p: Page) => p.evaluate(() => document.getElementById(document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant') ?? '')?.innerText ?? '')

async function sound(p: Page): Promise<void> {
  expect(await findings(p)).toEqual([])
}

let w: World
beforeAll(async () => {
  if (!hasBrowser) return
  w = await newWorld('desktop/testing/look.html')
  w.files.set(`/asset/case/${ids.tan}/records/pdf1`, reportPdf)
})
afterAll(() => w?.close())

describe.skipIf(!hasBrowser)('what is signed by a tick', () => {
  it.each([
    { width: 1280, height: 800 },
    { width: 853, height: 533 },
  ])('is not covered where it is ticked, at $width by $height', async size => {
    const p = await w.open('scene=review', size)
    const tick = p.getByRole('checkbox', { name: 'I make this statement.' })
    await tick.focus()
    // What lies on top in the middle of the last line above the tick, and at the tick.
    const [words, box] = await tick.evaluate(tick => {
      const statement = [...document.querySelectorAll('main p, section p')].filter(x => (x.compareDocumentPosition(tick) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0).at(-1) as HTMLElement
      const at = statement.getBoundingClientRect()
      const seen = (x: number, y: number) => document.elementFromPoint(x, y)
      const t = tick.getBoundingClientRect()
      return [statement.contains(seen(at.left + 20, at.bottom - 8)), seen(t.left + t.width / 2, t.top + t.height / 2) === tick || tick.parentElement?.contains(seen(t.left + t.width / 2, t.top + t.height / 2)) === true]
    })
    expect({ words, box }).toEqual({ words: true, box: true })
  })
})

describe.skipIf(!hasBrowser)('what import noticed, decided in a real browser', () => {
  it('is walked through by the keyboard alone', async () => {
    const p = await w.open('scene=decideMany')
    await p.getByRole('grid', { name: 'To decide' }).waitFor()
    await tabTo(p, onGrid)
    await sound(p)
    // Into the first, whose records these are; a choice, a reason, and back to the list.
    await p.keyboard.press('Enter')
    expect(await p.evaluate(() => document.activeElement?.closest('section')?.getAttribute('aria-label'))).toBe('Decision')
    await p.keyboard.press('Escape')
    expect(await focused(p)).toBe('To decide')
    await p.keyboard.press('ArrowDown')
    await expect.poll(() => rowHere(p)).toContain('Cut off before its end')
    // Several of a kind get one reason.
    for (const key of ['x', 'ArrowDown', 'x', 'ArrowDown', 'x']) await p.keyboard.press(key)
    await p.getByRole('heading', { name: /3/ }).first().waitFor()
    await sound(p)
    await p.keyboard.press('Enter')
    await p.keyboard.press('Space')
    await p.keyboard.press('Tab')
    await p.keyboard.type('The hospital has no others.')
    await sound(p)
    await p.keyboard.press('Control+Enter')
    await expect.poll(() => calls(p, 'Records.Decide')).toEqual([{ case: ids.tan, choices: [{ code: 'truncated', records: ['m1', 'm2', 'm3'] }], accept: true, reason: 'The hospital has no others.' }])
    await expect.poll(() => focused(p)).toBe('To decide')
    // The letter to the place.
    await tabTo(p, seen => seen.startsWith('Write to'))
    await p.keyboard.press('Enter')
    await p.getByRole('textbox', { name: 'Letter' }).waitFor()
    await sound(p)
  })

  it('is opened at the one thing that the check of the case names', async () => {
    const p = await w.open('scene=decideLed')
    await p.getByRole('link', { name: 'Open records' }).first().waitFor()
    await tabTo(p, seen => seen === 'Show')
    await p.keyboard.press('Enter')
    await p.getByRole('link', { name: 'Open records' }).nth(1).waitFor()
    await tabTo(p, seen => seen === 'Open records')
    await p.keyboard.press('Enter')
    await expect.poll(() => focused(p)).toBe('To decide')
    expect(await rowHere(p)).toContain('series 23')
    await p.getByRole('region', { name: 'Decision' }).getByRole('heading', { name: 'Images are missing' }).waitFor()
    await sound(p)
  })

  it('shows the first page of a PDF, read only once it is in sight', async () => {
    const p = await w.open('scene=decideReport')
    const row = p.getByRole('row', { name: /Holds a program/ })
    await row.waitFor()
    await expect
      .poll(() =>
        row.locator('canvas').evaluate((c: HTMLCanvasElement) => {
          const data = c.getContext('2d')?.getImageData(0, 0, c.width, c.height).data ?? []
          return !c.hidden && data.some((v, i) => i % 4 < 3 && v > 240) && data.some((v, i) => i % 4 < 3 && v < 120)
        }),
      )
      .toBe(true)
  })

  it('asks no other place and breaks no rule of the page', () => expect(w.wrong).toEqual([]))
})
