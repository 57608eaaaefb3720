import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Picture } from './decode/frame-info'
import type { Shown } from './frames'
import type { Look } from './gray'
import { trial } from './trial'

// Two painters and a clock that is theirs: the card takes 2 ms, the processor 8, what comes first 100.
const card = vi.hoisted(() => ({ there: true, fits: true, lost: false, breaks: false, clock: 0, drawn: [] as string[], pictures: new Set<unknown>(), disposed: 0 }))
const painter = vi.hoisted(() => (name: string, ms: number) => {
  let warm = false
  return {
    paint: (picture: unknown) => {
      if (card.breaks) throw new Error('no shader')
      card.clock += warm ? ms : 100
      warm = true
      card.drawn.push(name)
      card.pictures.add(picture)
    },
    dispose: () => void card.disposed++,
  }
})
vi.mock('./painter', () => ({ softwarePainter: () => painter('processor', 8) }))
vi.mock('./painter-graphics', () => ({
  graphicsFits: () => card.fits,
  graphicsPainter: (_: unknown, lost: () => void) => {
    if (!card.there) return null
    const gl = { readPixels: () => (card.lost ? lost() : card.drawn.push('pixel')) }
    return { ...painter('graphics', 2), gl }
  },
}))

const picture: Picture = { kind: 'gray', rows: 1, columns: 1, values: Uint8Array.of(7), min: 7, max: 7 }
const asked = () => trial({ picture } as Shown, {} as Look, { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 }, { width: 1, height: 1 }, 1)

beforeEach(() => {
  Object.assign(card, { there: true, fits: true, lost: false, breaks: false, clock: 0, drawn: [], pictures: new Set(), disposed: 0 })
  vi.spyOn(performance, 'now').mockImplementation(() => card.clock)
})
afterEach(() => void vi.restoreAllMocks())

it('says what one new image takes each way, without what only the first takes', () => {
  expect(asked()).toEqual({ graphics: 2, processor: 8 })
  // Each is another picture to its painter, and the card is asked for a pixel after each.
  expect(card.pictures.size).toBe(card.drawn.filter(d => d !== 'pixel').length)
  expect(card.drawn.filter(d => d === 'pixel')).toHaveLength(card.drawn.filter(d => d === 'graphics').length)
  expect(card.disposed).toBe(2)
})

it.each([
  ['is no card', { there: false }, 0],
  ['is a card that such a picture does not fit', { fits: false }, 2],
  ['is a card that goes away meanwhile', { lost: true }, 2],
  ['is a card that breaks', { breaks: true }, 2],
])('says nothing where there %s, and keeps nothing', (_, how, disposed) => {
  Object.assign(card, how)
  expect(asked()).toBeNull()
  expect(card.disposed).toBe(disposed)
})
