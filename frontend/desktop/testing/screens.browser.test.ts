import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { findings, hasBrowser, newWorld, type World } from '@shared/testing/browser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportPdf } from './decide-data'
import { ids } from './people'
import { scenes } from './scenes'

// Each screen in a small window that is dark, where room and contrast are scarcest;
// make soak takes all four looks. OSO_PICTURES keeps what was seen.
const looks = [
  { width: 853, height: 533, dark: true },
  { width: 853, height: 533, dark: false },
  { width: 1280, height: 800, dark: true },
  { width: 1280, height: 800, dark: false },
].slice(0, process.env.OSO_SOAK ? 4 : 1)
const pictures = process.env.OSO_PICTURES

let w: World
beforeAll(async () => {
  if (!hasBrowser) return
  w = await newWorld('desktop/testing/look.html')
  w.files.set(`/asset/case/${ids.tan}/records/pdf1`, reportPdf)
  if (pictures) mkdirSync(pictures, { recursive: true })
}, 120_000)
afterAll(() => w?.close())

/** What a person uses that lies beyond the window's edge and that no scrolling brings in. */
function beyond(): string[] {
  const root = document.documentElement
  const whole = root.scrollWidth > innerWidth || root.scrollHeight > innerHeight ? [`the page is ${root.scrollWidth} by ${root.scrollHeight}`] : []
  const reached = (e: Element): boolean => {
    const r = e.getBoundingClientRect()
    for (let p = e.parentElement; p; p = p.parentElement) {
      const style = getComputedStyle(p)
      if (/auto|scroll/.test(style.overflowX + style.overflowY) && (p.scrollWidth > p.clientWidth || p.scrollHeight > p.clientHeight)) return true
    }
    return r.left > -2 && r.top > -2 && r.right < innerWidth + 2 && r.bottom < innerHeight + 2
  }
  const used = [...document.querySelectorAll('button, a[href], input, select, textarea, [role=tab], [role=option]')]
    .filter(e => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1 && !reached(e))
    .map(e => (e instanceof HTMLElement && e.innerText ? e.innerText : (e.getAttribute('aria-label') ?? e.tagName)).slice(0, 60))
  return [...whole, ...used]
}

/** What the keyboard comes to and something that stays lies over, as the foot of a column: scrolled into sight as a browser does it. */
function covered(): string[] {
  const within = document.querySelector('[role=dialog]') ?? document.body
  return [...within.querySelectorAll<HTMLElement>('button, a[href], input, textarea')].flatMap(e => {
    e.focus()
    if (document.activeElement !== e) return []
    const r = e.getBoundingClientRect()
    const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)
    const own = [e, e.parentElement, e.closest('label')].some(x => x?.contains(top)) || top?.contains(e) || top?.closest('[data-portal]')
    return own ? [] : [`${(e.innerText || e.getAttribute('aria-label') || e.id).slice(0, 60)} under ${top?.className}`]
  })
}

describe.skipIf(!hasBrowser).each(looks)('in a window of $width by $height, dark: $dark', look => {
  it.each(Object.keys(scenes))('%s is whole, and axe finds nothing', { timeout: 60_000 }, async name => {
    const p = await w.open(`scene=${name}`, look)
    await p.locator('#root :is(main, form, h1, h2)').first().waitFor()
    // Words for what is still coming, and late answers; some screens are about just that.
    await p.waitForFunction(() => !/^(Opening|Reading the case|Checking)/m.test(document.querySelector('main')?.innerText ?? ''), undefined, { timeout: 3000, polling: 100 }).catch(() => undefined)
    await p.evaluate(() => document.fonts.ready.then(() => true))
    expect((await p.evaluate(beyond)).join('\n')).toBe('')
    expect(await findings(p)).toEqual([])
    expect((await p.evaluate(covered)).join('\n')).toBe('') // it opens what opens by focus, so that it comes last
    if (pictures) await p.screenshot({ path: path.join(pictures, `${name}-${look.width}x${look.height}${look.dark ? '-dark' : ''}.png`) })
  })
})
