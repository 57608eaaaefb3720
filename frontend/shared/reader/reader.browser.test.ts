import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings, hasBrowser, newWorld, type World } from '../testing/browser'
import { madePdf } from '../testing/made-pdf'
import type { Tree } from './tree'
import type { Remark, Wave } from './wave'

/** A TIFF of gray pages, each of one strip. */
function madeTiff(pages: [width: number, height: number][]): Uint8Array {
  const parts: number[] = [0x49, 0x49, 42, 0]
  const put = (n: number, size: 2 | 4) => {
    for (let i = 0; i < size; i++) parts.push((n >>> (8 * i)) & 255)
  }
  let link = 4
  put(0, 4)
  for (const [w, h] of pages) {
    const strip = parts.length
    const real = Math.min(w * h, 10_000)
    for (let i = 0; i < real; i++) parts.push(200)
    if (parts.length % 2) parts.push(0)
    const at = parts.length
    for (let i = 0; i < 4; i++) parts[link + i] = (at >>> (8 * i)) & 255
    const tags: [number, number, number][] = [[256, 4, w], [257, 4, h], [258, 3, 8], [259, 3, 1], [262, 3, 1], [273, 4, strip], [277, 3, 1], [278, 4, h], [279, 4, real]]
    put(tags.length, 2)
    for (const [tag, type, v] of tags) {
      put(tag, 2)
      put(type, 2)
      put(1, 4)
      put(v, 4)
    }
    link = parts.length
    put(0, 4)
  }
  return Uint8Array.from(parts)
}

/** A PNG that says of itself how large it is, and holds nothing. */
function claimedPng(width: number, height: number): Uint8Array {
  const b = Buffer.alloc(33)
  b.write('\x89PNG\r\n\x1a\n', 0, 'latin1')
  b.writeUInt32BE(13, 8)
  b.write('IHDR', 12)
  b.writeUInt32BE(width, 16)
  b.writeUInt32BE(height, 20)
  return b
}

const report: Tree = {
  kind: 'report',
  title: 'Measurement report',
  notes: ['The report says of itself that nobody has verified it.'],
  inner: [{ name: 'Letter', media: 'application/pdf', bytes: 0 }],
  cut: false,
  letters: '',
  guessed: false,
  blocks: [
    { form: 'heading', level: 3, text: 'Finding <script>window.ran = true</script>' },
    { form: 'facts', facts: [{ name: 'Diameter', value: '41 mm' }, { depth: 1, name: 'Derivation', value: 'Mean' }, { name: 'Image', value: '', image: { uid: '1.2.3', frames: [4] } }] },
    { form: 'paragraph', text: 'A stricture of the ileum.\nNo fistula. <img src=x onerror=window.ran=true>' },
    { form: 'table', head: ['Result', 'Value'], rows: [['CRP', '12.4'], ['Ileum', 'stricture']] },
    { form: 'inner', number: 1 },
  ],
}

/** 32 by 16 dots, of which a camera said that they lie on their side: red is above. */
const turnedJpeg =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAQACADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYH/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/EABUBAQEAAAAAAAAAAAAAAAAAAAUG/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AlQBi5bwATQz/2Q=='

describe.skipIf(!hasBrowser)('records in a real browser', () => {
  let w: World
  beforeAll(async () => {
    w = await newWorld('shared/testing/reader.html')
    const letter = madePdf({ pages: [['The letter inside']] })
    const below = '/shared/testing/'
    const put = (name: string, data: Uint8Array | string) => w.files.set(below + name, data)
    put('records/sr.dcm', 'x')
    put('records/sr.dcm/text', JSON.stringify({ ...report, inner: [{ name: 'Letter', media: 'application/pdf', bytes: letter.length }] }))
    put('records/sr.dcm/inner/1', letter)
    put('records/scan.tif', madeTiff([[80, 40], [40, 80], [60, 60]]))
    put('records/large.tif', madeTiff([[60_000, 60_000], [50, 50]]))
    put('records/large.png', claimedPng(60_000, 60_000))
    put('records/broken.png', claimedPng(100, 100))
    put('records/photo.heic', '\0\0\0\x18ftypheic')
    put('records/film.mp4', '\0\0\0\x18ftypisom')
    put('records/slide.svs', 'II*\0')
    const samples = Array.from({ length: 1000 }, (_, i) => (i % 200 === 100 ? 1 : 0))
    const wave: Wave = { label: 'Rest', frequency: 500, seconds: 2, channels: ['I', 'II', 'V1'].map(name => ({ name, units: 'mV', low: 0.05, high: 150, notch: 60, samples })) }
    const remarks: Remark[] = [
      { group: 0, channels: [], name: '', value: 'Sinus rhythm', times: [] },
      { group: 1, channels: [2], name: 'P wave', value: '', times: [0.2, 1.2] },
      { group: 1, channels: [2], name: 'QRS complex', value: '', times: [0.3] }, // has no room for its words
      { group: 2, channels: [], name: 'QT Interval', value: '402 ms', times: [] },
    ]
    put('records/ecg.dcm', 'x')
    put('records/ecg.dcm/waveform', JSON.stringify({ waves: [wave, { ...wave, label: 'Median', frequency: 250, seconds: 4 }], remarks }))
    put('records/lost.dcm', 'x')
    const lost: Remark[] = [
      { group: 51, channels: [2], name: 'Pacer spike', value: '', times: [0.2] },
      { group: -1, channels: [1], name: 'Late beat', value: '', times: [0.4] },
      { group: 1, channels: [9], name: 'Off lead', value: '', times: [0.6] },
    ]
    put('records/lost.dcm/waveform', JSON.stringify({ waves: [wave, { ...wave, label: 'Median', frequency: 250, seconds: 4 }], remarks: lost }))
    put('records/phone.jpg', Buffer.from(turnedJpeg, 'base64'))
  })
  afterAll(() => w.close())

  it('draws text as text, finds in it, and opens what is inside', async () => {
    const p = await w.open('record=sr.dcm&media=application/dicom&modality=SR')
    await p.getByText('41 mm').waitFor()
    expect(await p.getByText('window.ran = true').count()).toBe(1) // as words
    expect(await p.evaluate(() => 'ran' in window)).toBe(false)
    expect(await p.getByRole('link', { name: 'Look at image 4' }).getAttribute('href')).toBe('/images?sop=1.2.3')
    await p.locator('[role=document]').focus()
    await p.keyboard.press('/')
    await p.keyboard.type('STRICTURE')
    await expect.poll(async () => (await p.locator('mark[data-current]').innerText()).toLowerCase()).toBe('stricture') // the last letter is searched for
    await p.getByText('1 of 2.').waitFor()
    await p.keyboard.press('Enter')
    await p.getByText('2 of 2.').waitFor()
    await expect.poll(() => p.locator('mark[data-current]').innerText()).toBe('stricture')
    await p.keyboard.press('Escape')
    expect(await findings(p, { without: ['region', 'page-has-heading-one', 'heading-order'] })).toEqual([])
    await p.getByRole('button', { name: 'Open: Letter' }).click()
    await p.waitForSelector('[data-page="1"][data-state=drawn]')
    await expect.poll(() => p.locator('[data-page="1"]').innerText()).toContain('The letter inside')
  })

  it('shows a photograph as its camera was held', async () => {
    const p = await w.open('record=phone.jpg&media=image/jpeg')
    await p.waitForSelector('[data-page="1"] img')
    const b = await p.locator('[data-page="1"]').boundingBox()
    expect(b && b.height > 1.9 * b.width).toBe(true)
    const red = await p.locator('[data-page="1"] img').evaluate((img: HTMLImageElement) => {
      const c = document.createElement('canvas')
      c.width = 16
      c.height = 32
      const ctx = c.getContext('2d')
      ctx?.drawImage(img, 0, 0)
      return [ctx?.getImageData(8, 4, 1, 1).data[1] ?? 0, ctx?.getImageData(8, 28, 1, 1).data[1] ?? 0]
    })
    expect(red[0]).toBeLessThan(80)
    expect(red[1]).toBeGreaterThan(200)
  })

  it('says what was noted of a recording, at its place and in its group', async () => {
    const p = await w.open('record=ecg.dcm&media=application/dicom&modality=ECG')
    await p.getByText('Sinus rhythm').waitFor()
    expect(await p.locator('svg text', { hasText: 'P wave' }).count()).toBe(2)
    expect(await p.locator('svg text', { hasText: 'QRS complex' }).count()).toBe(0)
    expect(await p.locator('svg g path[stroke-dasharray]').count()).toBe(3)
    await p.getByText('QRS complex, II').waitFor()
    await p.getByText('P wave, II').waitFor()
    await p.getByText('at 0.20, 1.20 s').waitFor()
    expect(await p.getByText('402 ms').count()).toBe(0)
    await p.getByRole('radio', { name: 'Median' }).or(p.getByRole('button', { name: 'Median' })).first().click({ force: true })
    await p.getByText('402 ms').waitFor()
    await p.getByText('250 samples a second').waitFor()
    if (process.env.OSO_PICTURES) await p.screenshot({ path: `${process.env.OSO_PICTURES}/ecg.png` })
  })

  it('keeps what was noted of a recording that is not shown off the recordings that are', async () => {
    const p = await w.open('record=lost.dcm&media=application/dicom&modality=ECG')
    for (const recording of ['Rest', 'Median']) {
      await p.getByRole('radio', { name: recording }).or(p.getByRole('button', { name: recording })).first().click({ force: true })
      await p.getByText('Pacer spike, of a recording that is not shown', { exact: true }).waitFor()
      await p.getByText('Late beat, of a recording that is not shown', { exact: true }).waitFor()
      expect(await p.locator('svg text', { hasText: /Pacer spike|Late beat|Off lead/ }).count()).toBe(0)
    }
    await p.getByRole('radio', { name: 'Rest' }).or(p.getByRole('button', { name: 'Rest' })).first().click({ force: true })
    await p.getByText('Off lead, 9', { exact: true }).waitFor()
    await p.locator('svg').last().click()
    await p.keyboard.press('/')
    await p.keyboard.type('spike')
    await p.getByText('1 of 1.', { exact: true }).waitFor()
    await p.getByText('500 samples a second').waitFor() // and no other recording is opened for it
  })

  it('shows the pages of a TIFF in their order, and turns them', async () => {
    const p = await w.open('record=scan.tif&media=image/tiff')
    await p.waitForSelector('[data-page="1"] canvas')
    await p.getByLabel('Go to page').fill('3')
    await p.keyboard.press('Enter')
    await p.waitForSelector('[data-page="3"] canvas')
    const wide = async () => {
      const b = await p.locator('[data-page="1"]').boundingBox()
      return b ? b.width > b.height : null
    }
    await p.getByLabel('Go to page').fill('1')
    await p.keyboard.press('Enter')
    await expect.poll(wide).toBe(true)
    await p.getByLabel('Turn right').click()
    await expect.poll(wide).toBe(false)
  })

  it('says what is too large, damaged or of another kind, and what to do', async () => {
    for (const [query, words] of [
      ['record=large.tif&media=image/tiff', '60000 × 60000'],
      ['record=large.png&media=image/png', '60000 × 60000'],
      ['record=broken.png&media=image/png', 'damaged'],
      ['record=photo.heic&media=image/heic', 'HEIC'],
      ['record=film.mp4&media=video/mp4', 'Save it and play it'],
      ['record=slide.svs&media=image/tiff', 'whole slide'],
    ] as const) {
      const p = await w.open(query)
      await p.getByText(words).waitFor()
    }
  })

  it('draws an ECG to scale', async () => {
    const p = await w.open('record=ecg.dcm&media=application/dicom&modality=ECG')
    const ecg = p.getByRole('img', { name: 'I, II, V1, 2 seconds' })
    await ecg.waitFor()
    const box = await ecg.boundingBox()
    expect(box?.width).toBeCloseTo(((2 * 25 + 14) * 96) / 25.4, 0)
    await p.getByText('25 mm/s, 10 mm/mV').waitFor()
    await p.getByText('Filters 0.05 to 150 Hz, mains filter 60 Hz').waitFor()
    expect(await findings(p, { without: ['region', 'page-has-heading-one'] })).toEqual([])
    await p.screenshot({ path: process.env.OSO_PICTURES ? `${process.env.OSO_PICTURES}/ecg.png` : undefined })
  })

  it('leads from what is found to where it stands, by the keyboard alone', async () => {
    const words = (kind: string, blocks: Tree['blocks']): Tree => ({ ...report, kind, title: '', notes: [], inner: [], blocks })
    const page = madePdf({ pages: [['Course of the stay'], ['No stricture seen', 'in the colon']] })
    const records: [name: string, media: string, modality: string, tree: Tree | null][] = [
      ['Measurements', 'application/dicom', 'SR', words('report', [{ form: 'facts', facts: [{ name: 'Finding', value: 'Stricture' }] }])],
      ['Electrocardiogram', 'application/dicom', 'ECG', words('waveform', [{ form: 'facts', facts: [{ value: 'P wave' }, { name: 'QT Interval', value: '402 ms' }] }])],
      ['Discharge summary', 'text/xml', '', { ...words('cda', [{ form: 'paragraph', text: 'See the letter.' }, { form: 'inner', number: 1 }]), inner: [{ name: 'Letter', media: 'application/pdf', bytes: page.length }] }],
      ['Laboratory', 'text/plain', '', words('hl7', [{ form: 'table', head: ['Result', 'Value'], rows: [['Infliximab level', '9.2']] }])],
      ['A photograph with a long name that does not fit into one line of the list', 'image/jpeg', '', null],
    ]
    const below = '/shared/testing/'
    w.files.set('/list.json', JSON.stringify(records.map(([name, media, modality], i) => ({ id: `s${i}`, name, media, modality, bytes: 10, kept: '' }))))
    records.forEach(([, , , tree], i) => {
      if (tree) w.files.set(`${below}records/s${i}/text`, JSON.stringify(tree))
    })
    w.files.set(`${below}records/s1/waveform`, w.files.get(`${below}records/ecg.dcm/waveform`) ?? '')
    w.files.set(`${below}records/s2/inner/1`, page)
    for (const look of [{ width: 1280 }, { width: 853, height: 533, dark: true }]) {
      const p = await w.open('search=1', look)
      await p.getByLabel('Search in the records').waitFor()
      await p.keyboard.press('Tab')
      await p.keyboard.type('stricture')
      await p.getByText('1 page is a picture: not searched.').waitFor()
      expect(await p.getByRole('region', { name: 'Found in the records' }).getByRole('button').allInnerTexts()).toEqual(['Finding: Stricture', 'No stricture seen in the colon\nPage 2'])
      expect(await findings(p, { without: ['region'] })).toEqual([])
      // A place in a document inside of a record.
      await p.keyboard.press('Tab')
      await p.keyboard.press('Tab')
      await p.keyboard.press('Enter')
      await p.waitForSelector('[data-page="2"] [data-current]')
      expect(await findings(p, { within: '[role=dialog]', without: ['region'] })).toEqual([])
      await p.keyboard.press('Escape') // the search in it
      await p.keyboard.press('Escape')
      await expect.poll(() => p.getByRole('dialog').count()).toBe(0)
      expect(await p.evaluate(() => document.activeElement?.textContent ?? '')).toContain('No stricture seen') // and back to where it was
      // What is noted of a recording, of which another is open at first.
      await p.getByLabel('Search in the records').focus()
      await p.keyboard.press('Control+a')
      await p.keyboard.type('interval: 402')
      await p.getByRole('button', { name: 'QT Interval: 402 ms' }).waitFor()
      await p.keyboard.press('Control+a')
      await p.keyboard.type('qt interval')
      await expect.poll(() => p.getByRole('button', { name: 'QT Interval: 402 ms' }).locator('mark').innerText()).toBe('QT Interval')
      await p.keyboard.press('Tab')
      await p.keyboard.press('Enter')
      await expect.poll(() => p.locator('mark[data-current]').innerText()).toBe('QT Interval')
      await p.getByText('1 of 1.').waitFor()
      await p.getByText('250 samples a second').waitFor()
      expect(await findings(p, { within: '[role=dialog]', without: ['region', 'heading-order'] })).toEqual([])
    }
  })

  it('broke no rule of the page', () => {
    expect(w.wrong).toEqual([])
  })
})
