import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, newWorld, type World } from '../../testing/browser'
import { madePdf } from '../../testing/made-pdf'
import { shown, used } from '../../testing/pdf-shown'

const stream = (dict: string, data: string) => `<< ${dict} /Length ${data.length} >>\nstream\n${data}\nendstream`
const packed = (byte: number, size: number) => deflateSync(Buffer.alloc(size, byte), { level: 9 }).toString('latin1')
const words = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

/** PDFs that want more time, memory or room than a record may have, and what of them must be seen. */
const hostile: [name: string, file: () => Uint8Array, ends: string[], says?: string][] = [
  [
    'a drawing that is four gigabytes when unpacked',
    () => {
      const more = [stream('/Filter /FlateDecode', packed(0x20, 64 << 20))]
      return madePdf({ pages: [['x']], more, page: `/Contents [${'10 0 R '.repeat(64)}]` })
    },
    ['drawn', 'partly', 'damaged', 'slow'],
  ],
  [
    'packed a hundred times',
    () => {
      let data = Buffer.alloc(1 << 20, 0x20) as Buffer<ArrayBufferLike>
      for (let i = 0; i < 100; i++) data = deflateSync(data)
      return madePdf({ pages: [['x']], more: [stream(`/Filter [${'/FlateDecode '.repeat(100)}]`, data.toString('latin1'))], page: '/Contents 10 0 R' })
    },
    ['drawn', 'partly', 'damaged', 'slow'],
  ],
  [
    'a picture of 40,000 by 40,000',
    () => {
      const more = [stream('/Type /XObject /Subtype /Image /Width 40000 /Height 40000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode', packed(0x80, 64 << 20))]
      return madePdf({ pages: [['x']], more, resources: '/XObject << /I 10 0 R >>', drawings: { 1: 'q 500 0 0 500 40 40 cm /I Do Q' } })
    },
    ['drawn', 'partly', 'damaged', 'slow'],
  ],
  [
    'files inside that are four gigabytes when unpacked',
    () => {
      const file = stream('/Type /EmbeddedFile /Filter /FlateDecode', packed(0x20, 64 << 20))
      const more = Array.from({ length: 64 }, (_, i) => [file, `<< /Type /Filespec /F (all.csv) /EF << /F ${10 + 2 * i} 0 R >> >>`]).flat()
      return madePdf({ pages: [['x']], more, catalog: `/Names << /EmbeddedFiles << /Names [${Array.from({ length: 64 }, (_, i) => `(${i}) ${11 + 2 * i} 0 R`).join(' ')}] >> >>` })
    },
    ['drawn'], // they are looked at after the pages
    'cannot be told',
  ],
  ['two thousand million pages', () => words(Buffer.from(madePdf({ pages: [['First'], ['Second']] })).toString('latin1').replace('/Count 2 ', '/Count 2000000000 ')), ['drawn', 'alert']],
  ['pages that hold themselves', () => words(Buffer.from(madePdf({ pages: [['First'], ['Second']] })).toString('latin1').replace(/\/Kids \[[^\]]*\]/, m => '/Kids [2 0 R]'.padEnd(m.length))), ['alert', 'damaged']],
  ['a table of places that leads back to itself', () => words(Buffer.from(madePdf({ pages: [['First']] })).toString('latin1').replace(/trailer\n<< /, '$&/Prev 9 ').replace('/Prev 9', `/Prev ${Buffer.from(madePdf({ pages: [['First']] })).toString('latin1').indexOf('\nxref') + 1}`)), ['drawn', 'alert']],
  ['brackets in brackets', () => madePdf({ pages: [['x']], more: ['['.repeat(300_000) + ']'.repeat(300_000)], page: '/Annots 10 0 R' }), ['drawn', 'damaged', 'slow', 'alert']],
  ['a drawing that draws itself', () => madePdf({ pages: [['x']], more: [stream('/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 10 0 R >> >>', '/X Do /X Do')], resources: '/XObject << /X 10 0 R >>', drawings: { 1: '/X Do' } }), ['drawn', 'partly', 'damaged', 'slow']],
  [
    'tiles without number',
    () => madePdf({ pages: [['x']], more: [stream('/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.00001 /YStep 0.00001 /Resources << >>', '0 0 1 1 re f')], resources: '/Pattern << /P 10 0 R >>', drawings: { 1: '/Pattern cs /P scn 0 0 595 842 re f' } }),
    ['drawn', 'partly', 'damaged', 'slow'],
  ],
  ['half a million words', () => madePdf({ pages: [['x']], drawings: { 1: `BT /F1 4 Tf 72 760 Td ${'1 0 Td (word) Tj '.repeat(500_000)} ET` } }), ['drawn', 'partly', 'damaged', 'slow']],
  ['a page as large as a country', () => madePdf({ pages: [['Here']], page: '/MediaBox [0 0 2000000000 2000000000]' }), ['drawn', 'damaged', 'slow']],
  ['a page without a size', () => madePdf({ pages: [['Here']], page: '/MediaBox [0 0 0 0] /UserUnit -5' }), ['drawn', 'damaged', 'slow']],
  ['a page that is one long strip', () => madePdf({ pages: [['Here']], page: '/MediaBox [0 0 100 2000000]' }), ['drawn', 'damaged', 'slow']],
]

describe.skipIf(!hasBrowser)('a PDF that wants too much, in a real browser', () => {
  let w: World
  beforeAll(async () => {
    w = await newWorld('shared/testing/reader.html')
  })
  afterAll(() => w.close())

  for (const [name, file, ends, says] of hostile) {
    it(
      name,
      async () => {
        w.files.set('/files/one.pdf', file())
        const p = await w.open('file=one.pdf&patience=3', { width: 700, height: 500, alone: true })
        const state = await shown(p, 1, 90)
        expect(ends).toContain(state)
        if (state !== 'alert') expect(await used(p, 60)).toEqual([])
        if (says) await p.getByText(says).waitFor()
        expect(w.wrong).toEqual([])
        await p.close()
      },
      300_000,
    )
  }
})
