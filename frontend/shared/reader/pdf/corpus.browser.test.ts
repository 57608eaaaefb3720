import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, newWorld, type World } from '../../testing/browser'
import { shown, used } from '../../testing/pdf-shown'

// A real page for each file takes its time: here some of each kind, all of them in
// `make soak`.
const whole = Boolean(process.env.OSO_SOAK)
const pdfs = process.env.OSO_CORPUS ? path.join(process.env.OSO_CORPUS, 'pdf') : ''

/** What may go wrong with a PDF, by the words that stand in it. */
const kinds: [name: string, words: RegExp][] = [
  ['script', /\/JavaScript|\/JS\b/],
  ['acts by itself', /\/OpenAction|\/AA\b/],
  ['leads elsewhere', /\/URI\b|\/Launch|\/GoToR|\/SubmitForm/],
  ['form', /\/AcroForm/],
  ['XFA', /\/XFA/],
  ['locked', /\/Encrypt\b/],
  ['files inside', /\/EmbeddedFile|\/RichMedia/],
  ['JPEG 2000', /\/JPXDecode/],
  ['JBIG2', /\/JBIG2Decode/],
  ['fax', /\/CCITTFaxDecode/],
  ['fonts as drawings', /\/Type3/],
  ['Asian letters', /\/Identity-H|\/CIDFont/],
  ['shades', /\/ShadingType/],
  ['objects in streams', /\/ObjStm/],
  ['layers', /\/OCProperties/],
  ['no end', /^(?![^]*%%EOF)/],
  ['no head', /^(?!%PDF)/],
  ['plain', /^/],
]
const ofEach = 1

function chosen(names: string[]): string[] {
  if (whole) return names
  const out = new Set<string>()
  const taken = new Map<string, number>()
  for (const name of names) {
    const text = readFileSync(path.join(pdfs, name), 'latin1')
    const needed = kinds.filter(([kind, words]) => (taken.get(kind) ?? 0) < ofEach && words.test(text))
    if (needed.length === 0) continue
    out.add(name)
    for (const [kind] of needed) taken.set(kind, (taken.get(kind) ?? 0) + 1)
  }
  return [...out]
}

// Each PDF of the corpus is drawn, asks for its password, or says in a sentence why it
// is not shown; the reader stays of use whatever it was; none makes the page fail, ask,
// load, run or lead anywhere.
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
        const names = chosen(readdirSync(path.join(pdfs, from), { recursive: true, encoding: 'utf8' }).filter(n => n.endsWith('.pdf')).map(n => path.join(from, n)))
        const wrong: string[] = []
        const saw: Record<string, number> = {}
        for (const name of names) {
          w.files.set('/files/one.pdf', readFileSync(path.join(pdfs, name)))
          const before = w.wrong.length
          const p = await w.open('file=one.pdf&patience=10', { width: 700, height: 500, alone: true })
          const state = await shown(p, 1, 60)
          saw[state] = (saw[state] ?? 0) + 1
          if (state === 'nothing') wrong.push(`${name}: says nothing`)
          if (state !== 'alert' && state !== 'password' && state !== 'nothing') wrong.push(...(await used(p, 30)).map(what => `${name}: ${what} does not answer`))
          wrong.push(...w.wrong.slice(before).map(what => `${name}: ${what}`))
          await p.close()
        }
        console.log(from, names.length, saw)
        expect(wrong).toEqual([])
      },
      3_600_000,
    )
  }
})
