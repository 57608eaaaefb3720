import { describe, expect, test } from 'vitest'
import type { KeyImage } from '../wire/key-image'
import type { Picture } from './decode/frame-info'
import type { Described } from './describe'
import type { Shown } from './frames'
import { inRoom, marked, named, seenNow, viewOfKeyImage } from './key-images'
import { keyPicture } from './key-picture'
import { affine, apply, plainView, type View } from './view'

const described = { aspect: 1, shape: 'linear', windows: [], voiLuts: [], inverse: false, info: { modality: { slope: 1, intercept: 0 }, signed: false } } as unknown as Described
const plain: KeyImage = { id: 'i', record: 'r', study: '1', series: '2', sop: '3', frame: 1 }

/** Every pixel's value says where it lies: 10 for a row, 1 for a column. */
function image(columns: number, rows: number, d: Partial<Described> = {}): Shown {
  const values = Int16Array.from({ length: rows * columns }, (_, i) => 10 * Math.floor(i / columns) + (i % columns))
  const picture: Picture = { kind: 'gray', rows, columns, values, min: 0, max: 255 }
  return { place: { record: 'r', frame: 1 }, described: { ...described, ...d }, picture }
}

const bare = { record: '', presentation: null }

/** Values as they are: a window from 0 to 255. */
const asIs = { center: 128, width: 256 }

/** The picture's grays, each pixel of the image as large as it is. */
function grid(shown: Shown, k: Partial<KeyImage>): number[][] {
  const r = keyPicture(shown, { ...plain, window: asIs, ...k }, null, Math.max(k.region?.width ?? shown.picture.columns, k.region?.height ?? shown.picture.rows))
  return Array.from({ length: r.height }, (_, y) => Array.from({ length: r.width }, (_, x) => r.rgb[3 * (y * r.width + x)] ?? -1))
}

describe('the picture of a key image', () => {
  const shown = image(3, 2)
  test.each<[string, Partial<KeyImage>, number[][]]>([
    ['lies as the image', {}, [[0, 1, 2], [10, 11, 12]]],
    ['is turned clockwise', { rotate: 90 }, [[10, 0], [11, 1], [12, 2]]],
    ['stands on its head', { rotate: 180 }, [[12, 11, 10], [2, 1, 0]]],
    ['is turned the other way', { rotate: 270 }, [[2, 12], [1, 11], [0, 10]]],
    ['is mirrored', { flip: true }, [[2, 1, 0], [12, 11, 10]]],
    ['is mirrored, then turned', { flip: true, rotate: 90 }, [[12, 2], [11, 1], [10, 0]]],
    ['is inverted', { invert: true }, [[255, 254, 253], [245, 244, 243]]],
    ['is the part that was seen', { region: { x: 1, y: 0, width: 2, height: 2 } }, [[1, 2], [11, 12]]],
    ['has its window', { window: { center: 6, width: 12 } }, [[0, 23, 46], [232, 255, 255]]],
  ])('%s', (_, k, want) => {
    const got = grid(shown, k)
    expect(got.map(r => r.length)).toEqual(want.map(r => r.length))
    got.flat().forEach((v, i) => expect(Math.abs(v - (want.flat()[i] ?? NaN))).toBeLessThanOrEqual(1))
  })

  test('takes the mean of what lies under a pixel', () => {
    const r = keyPicture(image(4, 2), { ...plain, window: asIs }, null, 2)
    expect([r.width, r.height, r.rgb[0], r.rgb[3]]).toEqual([2, 1, 6, 8])
  })

  test('is no longer than asked, and of pixels that are not square', () => {
    const r = keyPicture(image(512, 128, { aspect: 2 }), plain, null, 256)
    expect([r.width, r.height]).toEqual([256, 128])
  })

  test('is the same each time', () => {
    const k = { ...plain, arrows: [{ from: [1, 1], to: [3, 2] }] } satisfies KeyImage
    expect(keyPicture(image(40, 40), k)).toEqual(keyPicture(image(40, 40), k))
  })

  test.each<[string, Partial<KeyImage>]>([
    ['as it lies', {}],
    ['turned', { rotate: 90 }],
    ['mirrored and turned', { flip: true, rotate: 270 }],
    ['a part of it', { region: { x: 20, y: 10, width: 50, height: 60 } }],
  ])('has its arrow where it points: %s', (_, more) => {
    const k: KeyImage = { ...plain, window: asIs, arrows: [{ from: [30, 20], to: [60.5, 40.5] }], ...more }
    const shown = image(100, 100)
    const r = keyPicture(shown, k, null, 400)
    const bare = keyPicture(shown, { ...k, arrows: undefined }, null, 400)
    const extent = { columns: 100, rows: 100, aspect: 1 }
    const at = affine(extent, inRoom(viewOfKeyImage(k), extent, r, k.region), r)
    const pixel = (of: typeof r, x: number, y: number) => [...of.rgb.slice(3 * (Math.floor(y) * r.width + Math.floor(x))).slice(0, 3)]
    const on = apply(at, { x: 59, y: 39.49 }) // just behind the point, on the line
    expect(pixel(r, on.x, on.y)).toEqual([0xe2, 0xb5, 0x65])
    const beyond = apply(at, { x: 66, y: 44 })
    expect(pixel(r, beyond.x, beyond.y)).toEqual(pixel(bare, beyond.x, beyond.y))
  })
})

describe('a key image', () => {
  const room = { width: 300, height: 200 }
  const extent = { columns: 100, rows: 80, aspect: 1 }
  test.each<[string, Partial<View>]>([
    ['zoomed', { zoom: 3, pan: { x: 40, y: -20 } }],
    ['zoomed and turned', { zoom: 4, turns: 1, pan: { x: -10, y: 30 } }],
    ['mirrored', { zoom: 5, flipped: true, turns: 2, pan: { x: 15, y: 5 } }],
  ])('opens again as it was seen: %s', (_, part) => {
    const view = { ...plainView, ...part }
    const shown = image(100, 80)
    const k: KeyImage = { ...plain, ...seenNow(shown, '3', view, bare, affine(extent, view, room), room) }
    const again = inRoom(viewOfKeyImage(k), extent, room, k.region)
    expect(again.zoom).toBeCloseTo(view.zoom, 6)
    expect(again.pan.x).toBeCloseTo(view.pan.x, 6)
    expect(again.pan.y).toBeCloseTo(view.pan.y, 6)
  })

  test('of the whole image names no part of it', () => {
    expect(seenNow(image(100, 80), '3', plainView, bare, affine(extent, plainView, room), room).region).toBeUndefined()
  })

  test('says which image it is, and nothing of the patient', () => {
    const stack = { study: { uid: '1', date: '2026-10-02' }, series: { uid: '2', number: 4, modality: 'CT', description: 'Thorax' } } as never
    const instance = { record: 'r', uid: '3', number: 41 } as never
    const at = affine(extent, plainView, room)
    const k = marked({ on: '', image: named(stack, instance, 1), seen: seenNow(image(100, 80), '3', plainView, bare, at, room), unfit: null, at, room, of: () => true })
    expect(k).toMatchObject({ record: 'r', study: '1', series: '2', sop: '3', frame: 1, series_number: '4', instance_number: 41, modality: 'CT', description: 'Thorax', date: '2026-10-02' })
    expect(k.id).toMatch(/^[0-9a-f]{32}$/)
  })
})
