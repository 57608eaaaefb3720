// @vitest-environment node
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, newWorld, type World } from '../../testing/browser'

// A real page for each file takes its time: here one file of twelve, all of them in
// `make soak`.
const step = process.env.OSO_SOAK ? 1 : 12
const pdfs = process.env.OSO_CORPUS ? path.join(process.env.OSO_CORPUS, 'pdf') : ''

// Each PDF of the corpus is drawn, asks for its password, or says in a sentence why it
// is not shown; none makes the page fail, ask for anything or run.
describe.skipIf(!hasBrowser || !existsSync(pdfs))('the corpus of PDFs in a real browser', () => {
  let w: World
  beforeAll(async () => {
    w = await newWorld('shared/testing/reader.html')
  })
  afterAll(() => w.close())

  for (const from of existsSync(pdfs) ? readdirSync(pdfs) : []) {
    it(
      from,
      async () => {
        const names = readdirSync(path.join(pdfs, from), { recursive: true, encoding: 'utf8' }).filter(n => n.endsWith('.pdf')).filter((_, i) => i % step === 0)
        const silent: string[] = []
        const saw: Record<string, number> = {}
        for (const name of names) {
          w.files.set('/files/one.pdf', readFileSync(path.join(pdfs, from, name)))
          const p = await w.open('file=one.pdf&patience=10', { width: 700, height: 500 })
          const end = p.locator('[data-page="1"]:is([data-state=drawn], [data-state=partly], [data-state=damaged], [data-state=slow]), [role=alert], input[type=password]').first()
          await end.waitFor({ timeout: 60_000 }).catch(() => silent.push(name))
          const state = (await end.getAttribute('data-state').catch(() => null)) ?? (await end.getAttribute('role').catch(() => null)) ?? 'password'
          saw[state] = (saw[state] ?? 0) + 1
          await p.context().close()
        }
        console.log(from, saw)
        expect(silent).toEqual([])
        expect(w.wrong).toEqual([])
      },
      3_600_000,
    )
  }
})
