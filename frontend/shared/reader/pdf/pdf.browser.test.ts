import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings, hasBrowser, newWorld, type World } from '../../testing/browser'
import { madePdf } from '../../testing/made-pdf'

const corpus = process.env.OSO_CORPUS ?? ''
const real = (name: string) => path.join(corpus, 'pdf', name)

// S14
describe.skipIf(!hasBrowser)('a PDF in a real browser', () => {
  let w: World
  beforeAll(async () => {
    w = await newWorld('shared/testing/reader.html')
    const pages = Array.from({ length: 40 }, (_, i) => [`This is page ${i + 1}.`, 'Infliximab trough 9.2 mg/L, no anti-', 'bodies found.', i % 10 === 3 ? 'Stenosis of the ileum' : 'Nothing else'])
    w.files.set('/files/report.pdf', madePdf({ pages }))
    w.files.set('/files/long.pdf', madePdf({ pages: Array.from({ length: 10_000 }, (_, i) => [`Page ${i + 1} of many`]) }))
    w.files.set('/files/mixed.pdf', madePdf({ pages: [['Words'], [], []], drawings: { 2: '0 0 100 100 re f', 3: '0 0 50 50 re f' } }))
    // A drawing of drawings of drawings, each of which is a dozen of the next: longer than anybody waits.
    const form = (inner: string, drawing: string) => `<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X ${inner} >> >> /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`
    const nested = Array.from({ length: 12 }, (_, i) => (i < 11 ? form(`${11 + i} 0 R`, '/X Do '.repeat(12)) : form('null', '0 0 1 1 re f')))
    w.files.set('/files/loops.pdf', madePdf({ pages: [['First'], ['x'], ['Third page']], more: nested, resources: '/XObject << /X 10 0 R >>', drawings: { 2: '/X Do' } }))
    w.files.set(
      '/files/hostile.pdf',
      madePdf({
        pages: [['Click here']],
        // A script, a link, a program, a form whose field has a script and a button that sends, a file inside.
        more: ["<< /Type /Action /S /JavaScript /JS (window.ran = true; app.alert('x'); this.submitForm('https://example.com')) >>", '<< /Type /Annot /Subtype /Link /Rect [50 700 300 800] /A << /S /URI /URI (https://example.com/taken) >> >>', '<< /Type /Annot /Subtype /Link /Rect [50 600 300 700] /A << /S /Launch /F (calc.exe) >> >>', '<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (typed) /Rect [50 500 300 600] /AA << /F 10 0 R /K 10 0 R >> >>', '<< /Type /Annot /Subtype /Widget /FT /Btn /Ff 65536 /T (send) /Rect [50 400 300 500] /A << /S /SubmitForm /F (https://example.com/form) >> >>', '<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream', '<< /Type /Filespec /F (calc.exe) /EF << /F 15 0 R >> >>', '<< /Type /Annot /Subtype /FileAttachment /Rect [50 300 300 400] /FS 16 0 R >>'],
        catalog: '/OpenAction 10 0 R /AA << /WC 10 0 R >> /AcroForm << /Fields [13 0 R 14 0 R] /NeedAppearances true >> /Names << /EmbeddedFiles << /Names [(calc.exe) 16 0 R] >> >>',
        page: '/Annots [11 0 R 12 0 R 13 0 R 14 0 R 17 0 R] /AA << /O 10 0 R >>',
      }),
    )
    const held = ['var all = none', '%PDF-1.7 none', 'a,b\n1,']
    w.files.set(
      '/files/portfolio.pdf',
      madePdf({
        pages: [['Open this with another program']],
        more: [
          ...held.map(h => `<< /Type /EmbeddedFile /Length ${h.length} >>\nstream\n${h}\nendstream`),
          '<< /Type /Filespec /UF <FEFF0043003A005C0078005C006C006500740074006500720020202E006600640070002E006A0073> /EF << /F 10 0 R >> >>', // turned around: it would read as a PDF
          '<< /Type /Filespec /F (../../report.pdf) /EF << /F 11 0 R >> >>',
          '<< /Type /Filespec /F (values.xlsx) /EF << /F 12 0 R >> >>',
        ],
        catalog: '/Collection << /Type /Collection >> /Names << /EmbeddedFiles << /Names [(a) 13 0 R (b) 14 0 R (c) 15 0 R] >> >>',
      }),
    )
    w.files.set('/files/none.pdf', '%PDF-1.4 nothing of a PDF')
  })
  afterAll(() => w.close())

  const sheet = (n: number) => `[data-page="${n}"]`

  it('shows pages with their text, goes to a page, and fits any width', async () => {
    for (const width of ['311', '900', '']) {
      const p = await w.open(`file=report.pdf&width=${width}`)
      await p.waitForSelector(`${sheet(1)}[data-state=drawn]`)
      expect(await p.locator(sheet(1)).innerText()).toContain('Infliximab trough')
      await p.getByLabel('Go to page').fill('33')
      await p.keyboard.press('Enter')
      await p.waitForSelector(`${sheet(33)}[data-state=drawn]`)
      expect(await p.locator(sheet(33)).innerText()).toContain('This is page 33.')
      // The words stand where they are drawn.
      const [words, page] = [await p.locator(`${sheet(33)} span`, { hasText: 'This is page 33.' }).first().boundingBox(), await p.locator(sheet(33)).boundingBox()]
      if (!words || !page) throw new Error('no place')
      expect((words.x - page.x) / page.width).toBeCloseTo(72 / 595, 1)
      expect((words.y - page.y) / page.height).toBeCloseTo((842 - 760 - 12) / 842, 1)
      expect(page.width).toBeGreaterThan(0.85 * Number(width || 1280))
    }
  })

  it('searches, counts and steps, by the keyboard alone', async () => {
    const p = await w.open('file=report.pdf')
    await p.waitForSelector(`${sheet(1)}[data-state=drawn]`)
    await p.locator('[aria-label="Report"]').focus()
    await p.keyboard.press('/')
    await p.keyboard.type('STENOSIS of')
    await p.getByText('1 of 4.').waitFor()
    await p.waitForSelector(`${sheet(4)} [data-current]`)
    await p.keyboard.press('Enter')
    await p.getByText('2 of 4.').waitFor()
    await p.waitForSelector(`${sheet(14)} [data-current]`)
    await p.keyboard.press('Shift+Enter')
    await p.getByText('1 of 4.').waitFor()
    await p.keyboard.press('Control+a')
    await p.keyboard.type('antibodies') // cut by a hyphen at the end of a line
    await p.getByText('of 40.').waitFor()
    await p.keyboard.press('Control+a')
    await p.keyboard.type('pregnancy')
    await p.getByText('Not found.').waitFor()
    await p.keyboard.press('Escape')
    expect(await p.locator('[role=search]').count()).toBe(0)
    await p.keyboard.press('End')
    await p.waitForSelector(`${sheet(40)}[data-state=drawn]`)
  })

  it('zooms by button and key, and stays at its place', async () => {
    const p = await w.open('file=report.pdf&page=7')
    await p.waitForSelector(`${sheet(7)}[data-state=drawn]`)
    const width = async () => (await p.locator(sheet(7)).boundingBox())?.width ?? 0
    await p.getByLabel('Size').selectOption('1')
    await expect.poll(width).toBeCloseTo((595 * 96) / 72, 0)
    await p.locator('[aria-label="Report"]').focus()
    await p.keyboard.press('+')
    await expect.poll(width).toBeCloseTo((595 * 96 * 1.25) / 72, 0)
    expect(await p.getByLabel('Go to page').inputValue()).toBe('7')
    await p.getByLabel('Size').selectOption('page')
    await expect.poll(async () => (await p.locator(sheet(7)).boundingBox())?.height ?? 0).toBeLessThan(800)
    await p.getByLabel('Turn right').click()
    await expect.poll(async () => {
      const b = await p.locator(sheet(7)).boundingBox()
      return b ? b.width > b.height : false
    }).toBe(true)
  })

  it('shows one of 10,000 pages soon, and keeps few of them', async () => {
    const p = await w.open('file=long.pdf')
    await p.waitForSelector(`${sheet(1)}[data-state=drawn]`)
    await p.getByLabel('Show small pages').click()
    await p.getByLabel('Go to page').fill('9000')
    await p.keyboard.press('Enter')
    await p.waitForSelector(`${sheet(9000)}[data-state=drawn]`)
    expect(await p.locator('canvas').count()).toBeLessThan(40)
    expect(await p.getByRole('button', { name: 'Page 9000', exact: true }).getAttribute('aria-current')).toBe('true')
  })

  it('says which pages are pictures', async () => {
    const p = await w.open('file=mixed.pdf&find=words')
    await p.getByText('1 of 1. 2 pages are pictures: not searched.').waitFor()
  })

  it('leaves out a page that never ends, and goes on', async () => {
    const p = await w.open('file=loops.pdf&page=2&patience=2')
    await p.getByText('Page 2 takes too long to draw').waitFor()
    await p.getByLabel('Go to page').fill('3')
    await p.keyboard.press('Enter')
    await p.waitForSelector(`${sheet(3)}[data-state=drawn]`)
    expect(await p.locator(sheet(3)).innerText()).toContain('Third page')
  })

  it('runs nothing, leads nowhere and loads nothing', async () => {
    const before = w.wrong.length
    const p = await w.open('file=hostile.pdf')
    await p.waitForSelector(`${sheet(1)}[data-state=drawn]`)
    expect(await p.locator(`${sheet(1)} a`).count()).toBe(0)
    await p.locator(sheet(1)).click({ position: { x: 200, y: 150 } })
    expect(await p.locator(`${sheet(1)} :is(input, button, textarea, select, form, iframe, object, embed)`).count()).toBe(0)
    for (const y of [350, 560, 780, 980]) await p.locator(sheet(1)).click({ position: { x: 200, y } })
    expect(await p.evaluate(() => 'ran' in window)).toBe(false)
    expect(p.url().startsWith(w.origin)).toBe(true)
    expect(p.context().pages().length).toBe(1)
    await p.getByText('One file is attached inside this PDF').waitFor()
    await p.getByText('a program, not saved, 2 bytes').waitFor()
    expect(w.wrong.slice(before)).toEqual([])
  })

  it('names the files that a portfolio carries, and saves one where records may be saved', async () => {
    for (const [saves, buttons] of [['', 0], ['&saves=1', 2]] as const) {
      const p = await w.open(`file=portfolio.pdf${saves}`)
      await p.getByText('3 files are attached inside this PDF').waitFor()
      expect((await p.locator('li').allInnerTexts()).map(l => l.replace(/\s+/g, ' '))).toEqual([`letter fdp.js a program, not saved, 14 bytes`, 'report.pdf PDF, 13 bytes' + (saves && ' Save'), 'values.xlsx XLSX, 6 bytes' + (saves && ' Save')])
      expect(await p.getByRole('button', { name: /^Save: / }).count()).toBe(buttons)
      expect(await findings(p, { without: ['region', 'page-has-heading-one'] })).toEqual([])
      if (!saves) continue
      const [file] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: 'Save: values.xlsx' }).click()])
      expect(file.suggestedFilename()).toBe('values.xlsx')
      expect(await text(await file.createReadStream())).toBe('a,b\n1,')
      expect(w.wrong.splice(0)).toEqual(['saves a file']) // the one that was asked for
    }
    const p = await w.open('file=report.pdf')
    await p.waitForSelector(`${sheet(1)}[data-state=drawn]`)
    expect(await p.getByText('attached').count()).toBe(0)
  })

  it('says that a file is none', async () => {
    const p = await w.open('file=none.pdf')
    await p.getByRole('alert').waitFor()
    expect(await p.getByRole('alert').innerText()).toContain('damaged')
  })

  it('has no findings of axe, light and dark, narrow and wide', async () => {
    for (const look of [{ width: 1280 }, { width: 853, height: 533, dark: true }, { width: 340, dark: true }]) {
      const p = await w.open('file=report.pdf&find=stenosis', look)
      await p.getByText('1 of 4.').waitFor()
      await p.getByLabel('Show small pages').click()
      expect(await findings(p, { without: ['region', 'page-has-heading-one'] })).toEqual([])
    }
  })

  it.skipIf(!existsSync(real('pdfjs/issue3371.pdf')))('draws pictures that WebAssembly decodes, and opens what a password opens', async () => {
    for (const name of ['pdfjs/jp2k-resetprob.pdf', 'pdfjs/bitmap-mmr.pdf', 'pdfjs/bitmap-halftone-composite.pdf', 'pdfjs/noembed-eucjp.pdf']) {
      w.files.set('/files/real.pdf', readFileSync(real(name)))
      const p = await w.open('file=real.pdf')
      await p.waitForSelector(`${sheet(1)}[data-state=drawn]`)
    }
    w.files.set('/files/real.pdf', readFileSync(real('pypdf/encryption/r6-user-password.pdf')))
    const p = await w.open('file=real.pdf')
    await p.getByLabel('Password of the file').fill('wrong')
    await p.keyboard.press('Enter')
    await p.getByText('That password does not open the file').waitFor()
    await p.getByLabel('Password of the file').fill('asdfzxcv')
    await p.keyboard.press('Enter')
    await p.waitForSelector(`${sheet(1)}[data-state=drawn]`)
  })

  it('broke no rule of the page', () => {
    expect(w.wrong).toEqual([])
  })
})
