import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings, hasBrowser, newWorld, type World } from '../../testing/browser'
import type { Images } from '../contract'
import type { KeyImage } from '../../wire/key-image'
import type { SlideFile } from './file'

type Made = { uid: string; file: SlideFile; frames: Buffer[] }
type Rgb = [number, number, number]
type Dots = { width: number; height: number; colors: number[][] }

const tile = 64

/** What the slide shows at a place of its finest level. */
function colorAt(x: number, y: number): Rgb {
  return [x % 251, y % 241, (Math.floor(x / tile) * 37 + Math.floor(y / tile) * 101) % 256]
}

function file(more: Partial<SlideFile>): SlideFile {
  return {
    role: 'volume', container: 'S1', pyramid: '', space: '', columns: tile, rows: tile, tile_columns: tile, tile_rows: tile, frames: 1, spacing: [0.00025, 0.00025], power: 40, focus: [0], paths: ['1'], labeled: false,
    profile: false, concatenation: '', offset: 0, part: 0, parts: 0, tiles: [], samples: 3, photometric: 'RGB', planar: 0, allocated: 8, stored: 8, high_bit: 7, signed: false, window: [], ...more,
  }
}

/** A level of the slide that shows each pixel by one of so many of the finest; beyond its edges it is black. */
function level(uid: string, by: number, columns: number, rows: number, corners: [number, number][], more: Partial<SlideFile> = {}): Made {
  const frames = corners.map(([left, top]) => {
    const b = Buffer.alloc(tile * tile * 3)
    for (let y = 0; y < tile; y++) for (let x = 0; x < tile; x++) if (left + x < columns && top + y < rows) b.set(colorAt((left + x) * by, (top + y) * by), 3 * (y * tile + x))
    return b
  })
  return { uid, frames, file: file({ columns, rows, frames: frames.length, spacing: [0.00025 * by, 0.00025 * by], ...more }) }
}

function grid(columns: number, rows: number): [number, number][] {
  const out: [number, number][] = []
  for (let y = 0; y < rows; y += tile) for (let x = 0; x < columns; x += tile) out.push([x, y])
  return out
}

function serve(w: World, made: Made[]) {
  w.files.clear()
  const images: Images = {
    studies: [
      {
        uid: '1', date: '2026-01-02', description: '', accession: '',
        series: [
          {
            uid: '1.1', number: 1, modality: 'SM', description: 'Ileum, HE', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', asked: '', notes: [] }, missing: [],
            instances: made.map((m, i) => ({ record: m.uid, sop: '1.2.840.10008.5.1.4.1.1.77.1.6', uid: m.uid, number: i + 1, frames: m.frames.length, rows: tile, columns: tile, syntax: '', bytes: 1, position: null, orientation: null, thickness: null, spacing: null, shown: true, why: '' })),
          },
        ],
      },
    ],
    others: [],
  }
  w.files.set('/case/images', JSON.stringify(images))
  for (const m of made) {
    w.files.set(`/case/records/${m.uid}/slide`, JSON.stringify(m.file))
    w.files.set(`/case/records/${m.uid}/dicom`, JSON.stringify([{ '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.77.1.6'] } }]))
    m.frames.forEach((f, i) => w.files.set(`/case/records/${m.uid}/frames/${i + 1}`, f))
  }
}

/** A dot of the slide's own canvas, from its middle. */
async function dot(page: Page, x: number, y: number): Promise<Rgb> {
  return page.evaluate(
    ([dx, dy]) => {
      const c = document.querySelector<HTMLCanvasElement>('.openseadragon-canvas canvas')
      const d = c?.getContext('2d')?.getImageData(Math.floor((c.width ?? 0) / 2) + (dx ?? 0), Math.floor((c.height ?? 0) / 2) + (dy ?? 0), 1, 1).data
      return [d?.[0] ?? 0, d?.[1] ?? 0, d?.[2] ?? 0] as [number, number, number]
    },
    [x, y],
  )
}

// The same over 16 pixels each way: whatever the browser does between two, it shows.
const step = (x: number, y: number) => ((x >> 4) * 13 + (y >> 4) * 29) % 256
const gray = (v: number): Rgb => [v, v, v]
const row = (bytes: number[]) => Buffer.from(bytes)
const along = (left: number) => Array.from({ length: tile }, (_, i) => left + i)
const table = (of: (i: number) => number) => ({ vr: 'OW', InlineBinary: Buffer.from(Uint16Array.from({ length: 256 }, (_, i) => of(i) * 257).buffer).toString('base64') })
const described = { vr: 'US', Value: [256, 0, 16] }
const colors = (i: number): Rgb => [255 - i, i, (i * 7) % 256]
const paletteSet = {
  '00281101': described, '00281102': described, '00281103': described,
  '00281201': table(i => colors(i)[0]), '00281202': table(i => colors(i)[1]), '00281203': table(i => colors(i)[2]),
}
const full = (y: number, cb: number, cr: number): Rgb => {
  const c = (v: number) => Math.max(0, Math.min(255, Math.round(v)))
  return [c(y + 1.402 * (cr - 128)), c(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)), c(y + 1.772 * (cb - 128))]
}

/** Kinds of color that a slide may have beside RGB: how a row of a tile is stored, and what is to be seen. */
const kinds: [name: string, more: Partial<SlideFile>, paint: (left: number, y: number) => Buffer, shows: (x: number, y: number) => Rgb][] = [
  ['by a palette', { samples: 1, photometric: 'PALETTE COLOR' }, (left, y) => row(along(left).map(x => step(x, y))), (x, y) => colors(step(x, y))],
  ['YBR_FULL', { photometric: 'YBR_FULL' }, (left, y) => row(along(left).flatMap(x => [step(x, y), 100, 170])), (x, y) => full(step(x, y), 100, 170)],
  ['YBR_FULL_422', { photometric: 'YBR_FULL_422' }, (left, y) => row(along(left).filter(x => x % 2 === 0).flatMap(x => [step(x, y), step(x + 1, y), 100, 170])), (x, y) => full(step(x, y), 100, 170)],
  ['light that a dye gives, of 8 bits', { samples: 1, photometric: 'MONOCHROME2' }, (left, y) => row(along(left).map(x => step(x, y))), (x, y) => gray(step(x, y))],
  [
    'light that a dye gives, of 12 bits in its window',
    { samples: 1, photometric: 'MONOCHROME2', allocated: 16, stored: 12, high_bit: 11, window: [1000, 510] },
    (left, y) => Buffer.from(Uint16Array.from(along(left), x => 745 + 2 * step(x, y)).buffer),
    (x, y) => gray(step(x, y)),
  ],
]

describe.skipIf(!hasBrowser)('slides in a real browser', () => {
  let w: World
  const fine: [number, number] = [1000, 700]
  beforeAll(async () => {
    w = await newWorld('shared/testing/slide.html')
  })
  afterAll(async () => {
    await w?.close()
  })

  const full = () => level('fine', 1, ...fine, grid(...fine))
  const coarse = () => level('coarse', 4, 250, 175, grid(250, 175))

  for (const [name, finest] of [
    ['tiles in rows', full],
    // Askew, in no order, and one over the other.
    ['tiles by their places', () => sparse(fine)],
    ['a level in two files', () => full()],
  ] as const) {
    it(`shows every pixel where it belongs: ${name}`, async () => {
      const made = finest()
      if (name === 'a level in two files') {
        const [a, b] = [made.frames.slice(0, 50), made.frames.slice(50)]
        serve(w, [{ uid: 'b', frames: b, file: { ...made.file, frames: b.length, concatenation: '9', offset: 50 } }, { uid: 'fine', frames: a, file: { ...made.file, frames: 50, concatenation: '9' } }, coarse()])
      } else serve(w, [coarse(), made])
      const page = await w.open('sop=fine&x=600&y=300')
      await page.getByRole('group', { name: /Ileum, HE, 40×/ }).waitFor()
      // The middle of the picture is the place that was named; its mark lies over it, beside the canvas.
      for (const [dx, dy] of [[0, 0], [30, 0], [-100, 60], [200, -130], [-210, 133]] as const) {
        const at = colorAt(600 + dx, 300 + dy)
        await expect.poll(async () => near(await dot(page, dx, dy), at, dx, dy), { timeout: 10_000 }).toBe('')
      }
    })
  }

  for (const [name, more, paint, shows] of kinds) {
    it(`shows every pixel in its colors: ${name}`, async () => {
      const made = level('fine', 1, ...fine, grid(...fine), more)
      made.frames = grid(...fine).map(([left, top]) => Buffer.concat(Array.from({ length: tile }, (_, y) => paint(left, top + y))))
      serve(w, [made])
      w.files.set('/case/records/fine/dicom', JSON.stringify(paletteSet))
      const page = await w.open('sop=fine&x=600&y=296')
      await page.getByRole('group', { name: /Ileum, HE, 40×/ }).waitFor()
      for (const [dx, dy] of [[0, 0], [32, 16], [-80, 64], [96, -64]] as const) {
        const want = shows(600 + dx, 296 + dy)
        const off = async () => (await dot(page, dx, dy)).map((v, i) => Math.abs(v - (want[i] ?? 0)) <= 1)
        await expect.poll(off, { timeout: 10_000 }).toEqual([true, true, true])
      }
    })
  }

  it('says that a palette without its tables cannot be shown', async () => {
    serve(w, [level('fine', 1, ...fine, grid(...fine), { samples: 1, photometric: 'PALETTE COLOR' })])
    w.files.set('/case/records/fine/dicom', JSON.stringify({}))
    const page = await w.open('sop=fine&x=600&y=300')
    await page.getByText(/parts of the slide could not be shown/).waitFor()
    await page.getByText('Its table of colors is missing or damaged.').first().waitFor()
  })

  it('is found with the keys alone, says its scale and stands the checks of axe', async () => {
    serve(w, [coarse(), full(), { ...level('label', 1, tile, tile, [[0, 0]]), file: file({ role: 'label' }) }])
    const page = await w.open('')
    const keys = page.getByRole('group', { name: /Ileum, HE/ })
    await keys.waitFor()
    await expect.poll(() => keys.evaluate(el => el === document.activeElement)).toBe(true)
    await page.keyboard.press('o')
    await page.getByRole('group', { name: /Ileum, HE, 40×/ }).waitFor()
    await page.getByRole('img', { name: 'Scale: 20 µm' }).waitFor()
    await page.keyboard.press('+')
    await page.getByRole('group', { name: /Ileum, HE, 60×/ }).waitFor()
    expect(w.asked.filter(p => p.includes('/label/frames/'))).toEqual([]) // nobody asked to see it
    expect(await findings(page)).toEqual([])
    if (process.env.OSO_PICTURES) await page.screenshot({ path: `${process.env.OSO_PICTURES}/slide.png` })
    await page.getByRole('button', { name: 'Show the label' }).click()
    await page.getByRole('img', { name: 'Label' }).waitFor()
    await expect.poll(() => w.asked.filter(p => p.includes('/label/frames/')).length).toBe(1)
  })

  it('says which parts cannot be read, and shows the rest', async () => {
    const made = full()
    made.frames[2] = Buffer.alloc(9)
    serve(w, [coarse(), made])
    const page = await w.open('sop=fine&x=300&y=32')
    await page.getByText('1 part of the slide could not be shown').waitFor()
    await expect.poll(async () => near(await dot(page, 0, 0), colorAt(300, 32), 0, 0)).toBe('')
  })

  it('says why there is no slide at all', async () => {
    serve(w, [full()])
    w.files.delete('/case/records/fine/slide')
    const page = await w.open('')
    await page.getByText('That part of the record cannot be read.').waitFor()
  })

  it('says truly what a label alone is, and shows it when somebody asks', async () => {
    serve(w, [{ ...level('label', 1, tile, tile, [[0, 0]]), file: file({ role: 'label' }) }])
    const page = await w.open('')
    await page.getByText('This is the label of a slide').waitFor()
    expect(w.asked.filter(p => p.includes('/frames/'))).toEqual([])
    expect(await findings(page)).toEqual([])
    if (process.env.OSO_PICTURES) await page.screenshot({ path: `${process.env.OSO_PICTURES}/slide-label-alone.png` })
    await page.getByRole('button', { name: 'Show it' }).click()
    await page.getByRole('img', { name: 'Label' }).waitFor()
    await expect.poll(() => w.asked.filter(p => p.includes('/label/frames/')).length).toBe(1)
    await page.getByRole('button', { name: 'Hide it' }).click()
    await page.getByRole('button', { name: 'Show it' }).waitFor()
  })

  it('says which of a slide’s files are not here, beside what they would show', async () => {
    const made = full()
    const some = made.frames.slice(0, 50)
    serve(w, [coarse(), { uid: 'fine', frames: some, file: { ...made.file, frames: 50, concatenation: '9', part: 1, parts: 3 } }])
    const page = await w.open('sop=fine&x=300&y=32')
    await page.getByText('2 files of this slide are not here').waitFor()
    await expect.poll(async () => near(await dot(page, 0, 0), colorAt(300, 32), 0, 0)).toBe('')
  })

  it('opens a slide without a small picture of itself from near', async () => {
    const made = level('fine', 1, 4000, 3000, [[0, 0]])
    made.file = { ...made.file, frames: 63 * 47 }
    const [frame] = made.frames
    serve(w, [made])
    for (let i = 1; i <= 63 * 47; i++) w.files.set(`/case/records/fine/frames/${i}`, frame as Buffer)
    const page = await w.open('')
    await page.getByText('it is shown from near only').waitFor()
    await page.waitForLoadState('networkidle')
    expect(w.asked.filter(p => p.includes('/frames/')).length).toBeLessThan(500)
  })

  const kept = (page: Page) => page.evaluate(() => (window as unknown as { kept: { list: KeyImage[] } }).kept.list)
  const picture = (page: Page, k: KeyImage, dots: [number, number][] = [], most?: number) =>
    page.evaluate(([k, dots, most]) => (window as unknown as { picture: (...of: unknown[]) => Promise<Dots | string> }).picture(k, dots, most), [k, dots, most] as const)
  /** Of a picture that is enlarged four times, the image's own colors: the mean of the four dots around the middle of each pixel. */
  const enlarged = async (page: Page, k: KeyImage, at: [number, number][]) => {
    const shot = await picture(page, k, at.flatMap(([x, y]): [number, number][] => [[4 * x + 1, 4 * y + 1], [4 * x + 2, 4 * y + 1], [4 * x + 1, 4 * y + 2], [4 * x + 2, 4 * y + 2]]))
    if (typeof shot === 'string') throw new Error(shot)
    return { size: [shot.width, shot.height], colors: at.map((_, i) => [0, 1].map(c => shot.colors.slice(4 * i, 4 * i + 4).reduce((sum, d) => sum + (d[c] ?? 0), 0) / 4)) }
  }

  it('is marked as it is seen with the keys alone, opens there again, and makes that picture', async () => {
    serve(w, [level('1.4', 4, 250, 175, grid(250, 175)), level('1.9', 1, ...fine, grid(...fine))])
    const page = await w.open('sop=1.9&x=500&y=350')
    await page.getByRole('group', { name: /Ileum, HE, 40×/ }).waitFor()
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await page.getByRole('group', { name: /Ileum, HE, 90×/ }).waitFor()
    await page.keyboard.press('k')
    const note = page.getByRole('textbox', { name: 'Note on key image 1' })
    await note.waitFor()
    await page.keyboard.type('Crypt abscess')
    await page.keyboard.press('Enter')
    await page.keyboard.press('d')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Arrow', exact: true }).waitFor()
    await expect.poll(async () => (await kept(page))[0]?.arrows?.length).toBe(1)
    await page.locator('[data-key-images] canvas[data-drawn]').waitFor()
    const [k] = await kept(page)
    if (!k?.region) throw new Error('no part was seen')
    expect(k).toMatchObject({ record: '1.9', sop: '1.9', series: '1.1', frame: 1, note: 'Crypt abscess', modality: 'SM', optics: { power: 90 } })
    // The place that was opened lies in the middle of what was seen.
    const [to] = k.arrows?.map(a => a.to) ?? []
    expect(Math.hypot((to?.[0] ?? 0) - 500, (to?.[1] ?? 0) - 350)).toBeLessThan(1)
    // The same part is marked once; another part is another key image.
    const again = page.getByRole('group', { name: /Ileum, HE/ })
    await again.focus()
    await page.keyboard.press('k')
    await note.waitFor()
    await page.keyboard.press('Enter')
    expect(await kept(page)).toHaveLength(1)
    for (const key of ['+', '+', '+', 't', 'k']) await page.keyboard.press(key)
    await page.getByRole('textbox', { name: 'Note on key image 2' }).waitFor()
    await expect.poll(async () => (await kept(page)).length).toBe(2)
    const other = (await kept(page))[1]
    expect(other?.rotate).toBe(90)
    expect(other?.region?.width).toBeLessThan(k.region.width / 2)
    expect(await findings(page)).toEqual([])
    if (process.env.OSO_PICTURES) await page.screenshot({ path: `${process.env.OSO_PICTURES}/figures-slide-key-image.png` })

    // Opened by its name: the same part fills the window.
    const later = await w.open(`key=${k.id}&keys=${encodeURIComponent(JSON.stringify([k]))}`)
    await later.getByRole('group', { name: /Ileum, HE, 90×/ }).waitFor()
    for (const [dx, dy] of [[-90, 45], [135, -90]] as const) {
      await expect.poll(async () => near(await dot(later, dx, dy), colorAt(500 + dx / 2.25, 350 + dy / 2.25), dx, dy), { timeout: 10_000 }).toBe('')
    }
    await later.locator('[data-arrow]').first().waitFor({ state: 'attached' })
  })

  it('shows no other slide in the place of the one that is asked for', async () => {
    const other = level('1.7', 1, ...fine, grid(...fine), { container: 'S2' })
    serve(w, [other, level('1.9', 1, ...fine, grid(...fine))])
    w.files.delete('/case/records/1.9/slide')
    const k: KeyImage = { id: 'a'.repeat(32), record: '1.9', study: '1', series: '1.1', sop: '1.9', frame: 1 }
    for (const query of ['sop=1.9&x=10&y=10', `key=${k.id}&keys=${encodeURIComponent(JSON.stringify([k]))}`]) {
      const page = await w.open(query)
      await page.getByRole('alert').getByText('That part of the record cannot be read.').waitFor()
      expect(await page.getByRole('group', { name: /Ileum, HE/ }).count()).toBe(0)
    }
  })

  it('makes a picture of the tiles, at any scale, turned, from whatever files hold it', async () => {
    const made = level('1.9', 1, ...fine, grid(...fine))
    const [a, b] = [made.frames.slice(0, 50), made.frames.slice(50)]
    const k: KeyImage = { id: 'a'.repeat(32), record: '1.9', study: '1', series: '1.1', sop: '1.9', frame: 1, region: { x: 100, y: 200, width: 200, height: 120 } }
    for (const slide of [
      [level('1.4', 4, 250, 175, grid(250, 175)), made],
      [level('1.4', 4, 250, 175, grid(250, 175)), { ...sparse(fine), uid: '1.9' }],
      [{ uid: '1.8', frames: b, file: { ...made.file, frames: b.length, concatenation: '9', offset: 50 } }, { uid: '1.9', frames: a, file: { ...made.file, frames: 50, concatenation: '9' } }],
    ]) {
      serve(w, slide)
      const page = await w.open('')
      await page.waitForFunction(() => 'picture' in window)
      const places: [number, number][] = [[3, 3], [60, 70], [140, 20], [197, 117]]
      const shot = await enlarged(page, k, places)
      expect(shot.size).toEqual([800, 480])
      const turned = await enlarged(page, { ...k, rotate: 90 }, places.map(([x, y]) => [119 - y, x]))
      expect(turned.size).toEqual([480, 800])
      places.forEach(([x, y], i) => {
        const want = colorAt(100 + x, 200 + y)
        for (const c of [0, 1]) for (const got of [shot, turned]) expect(Math.abs((got.colors[i]?.[c] ?? 0) - (want[c] ?? 0))).toBeLessThan(2)
      })
    }
  })

  it('reads no more for a picture of all of it than a coarse scale holds', async () => {
    serve(w, [level('1.4', 4, 250, 175, grid(250, 175)), level('1.9', 1, ...fine, grid(...fine))])
    const page = await w.open('')
    await page.waitForFunction(() => 'picture' in window)
    await page.getByRole('group', { name: /Ileum, HE/ }).waitFor()
    let before = -1
    await expect.poll(() => before === (before = w.asked.length), { interval: 1000, timeout: 20_000 }).toBe(true) // the viewer has all it wants
    w.asked.length = 0
    const shot = await picture(page, { id: 'a'.repeat(32), record: '1.9', study: '1', series: '1.1', sop: '1.9', frame: 1 }, [], 96)
    expect(shot).toMatchObject({ width: 96, height: 67 })
    expect(w.asked.filter(p => p.includes('/1.4/frames/')).length).toBe(12)
    expect(w.asked.filter(p => p.includes('/1.9/frames/'))).toEqual([])
  })

  it('makes no picture of what cannot be read, or may show the label, and says why it is not marked', async () => {
    const made = level('1.9', 1, ...fine, grid(...fine))
    made.frames[2] = Buffer.alloc(9)
    const k: KeyImage = { id: 'a'.repeat(32), record: '1.9', study: '1', series: '1.1', sop: '1.9', frame: 1, region: { x: 100, y: 0, width: 60, height: 60 } }
    serve(w, [made])
    const page = await w.open('')
    await page.waitForFunction(() => 'picture' in window)
    expect(await picture(page, k)).toMatch(/^refused: There is no picture of this key image, so it was not kept\. ./)
    serve(w, [{ ...made, file: { ...made.file, labeled: true } }])
    const labeled = await w.open('')
    await labeled.getByText('The slide’s label may be in this picture').first().waitFor()
    await labeled.keyboard.press('k')
    expect(await kept(labeled)).toEqual([])
    expect(await picture(labeled, k)).toMatch(/^refused: .* label/)
  })

  it('asks for nothing outside and breaks no policy', () => expect(w.wrong).toEqual([]))
})

/** '' where a color is what it should be, or one of its neighbors': where the middle of an even canvas lies is for the browser to say. */
function near(got: Rgb, at: Rgb, dx: number, dy: number): string {
  const off = Math.max(Math.abs(got[0] - at[0]), Math.abs(got[1] - at[1]))
  return off <= 1 && (got[2] === at[2] || off === 1) ? '' : `${dx},${dy}: ${got.join(' ')} for ${at.join(' ')}`
}

function sparse(size: [number, number]): Made {
  const corners = grid(size[0] + tile, size[1] + tile)
    .map(([x, y]): [number, number] => [Math.max(0, x - 23), Math.max(0, y - 17)])
    .filter(([x, y]) => x < size[0] && y < size[1])
    .reverse()
  return level('fine', 1, ...size, corners, { tiles: corners.flatMap(([x, y]) => [x, y, 0, 0]) })
}
