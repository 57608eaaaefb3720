// The page of TestCorpusPixels and TestKeyImagePictures, in no program: what the
// viewer would show of a frame, and the picture of a key image, held against
// reference pixels; and the viewer itself, over files of a test.

import { NotShown, type Picture } from '../decode/frame-info'
import { Frames, newDecoder } from '../frames'
import type { KeyImage, Target } from '../../wire/key-image'
import { renderKeyImage } from '../render-key-image'
import { Cells } from '../slide/cells'
import { slidesOf } from '../slide/pyramid'
import { newSource } from '../source'

type Result = { why?: string; detail?: string; kind?: string; digest?: string; extent?: [number, number]; most?: number; mean?: number; differing?: number; total?: number; note?: string }

const source = newSource('', async (address, signal) => {
  const answer = await fetch(address, { signal })
  if (!answer.ok) throw new Error(await answer.text())
  return answer
})
const frames = new Frames(source, { budget: 1, decoder: newDecoder() })

async function prove(record: string, frame: number): Promise<Result> {
  let picture: Picture
  try {
    picture = (await frames.peek({ record, frame })).picture
  } catch (e) {
    return e instanceof NotShown ? { why: e.why, detail: e.detail } : { why: 'refused', detail: e instanceof Error ? e.message : '' }
  }
  const shown = picture.kind === 'gray' ? Float32Array.from(picture.values) : picture.rgb
  const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', shown.slice().buffer))].slice(0, 8).map(b => b.toString(16).padStart(2, '0')).join('')
  const result: Result = { kind: picture.kind, digest, total: shown.length }
  const kind = picture.kind === 'gray' ? 'gray' : 'rgb'
  return { ...result, ...(await compared(shown, `/reference/${record}/${frame}.${kind}`)) }
}

/** How far values are from a reference; nothing where there is none. */
async function compared(shown: ArrayLike<number>, address: string, of: (wanted: ArrayLike<number>) => ArrayLike<number> = w => w): Promise<Result> {
  const answer = await fetch(address)
  if (!answer.ok) return {}
  const bytes = await answer.arrayBuffer()
  const wanted = of(address.endsWith('.gray') ? new Float32Array(bytes) : new Uint8Array(bytes))
  if (wanted.length !== shown.length) return { note: `${shown.length} values, ${wanted.length} in the reference`, most: Infinity }
  let most = 0
  let sum = 0
  let differing = 0
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [shown[i] ?? 0, wanted[i] ?? 0]
    if (Object.is(a, b) || a === b) continue
    const d = Math.abs(a - b)
    differing++
    sum += d
    if (!(d <= most)) most = Number.isNaN(d) ? Infinity : d
  }
  return { most, mean: sum / wanted.length, differing }
}

/** A slide's colors as its cells are drawn, held against the image that each of its tiles is. */
async function proveSlide(record: string): Promise<Result> {
  const decoder = newDecoder(1)
  try {
    const [slide] = slidesOf([{ record, uid: record, file: await source.slide(record) }]).slides
    const level = slide?.levels[0]
    if (!slide || !level) return { why: 'none', detail: '' }
    const cells = new Cells(source, decoder, slide.levels, { focus: slide.focus[0] ?? 0, path: slide.paths[0] ?? '' })
    const { columns, rows, tile } = level
    const shown = new Uint8Array(3 * columns * rows)
    for (let y = 0; y < level.down; y++) {
      for (let x = 0; x < level.across; x++) {
        const { width, height, rgba } = await cells.colors(0, x, y, new AbortController().signal)
        for (let i = 0; i < width * height; i++) {
          const at = 3 * ((y * tile.rows + Math.floor(i / width)) * columns + x * tile.columns + (i % width))
          for (let c = 0; c < 3; c++) shown[at + c] = rgba[4 * i + c] ?? 0
        }
      }
    }
    const laid = (one: ArrayLike<number>) => {
      if (one.length !== 3 * tile.columns * tile.rows) return one
      return Uint8Array.from(shown, (_, i) => {
        const [x, y] = [Math.floor(i / 3) % columns, Math.floor(i / 3 / columns)]
        return one[3 * ((y % tile.rows) * tile.columns + (x % tile.columns)) + (i % 3)] ?? 0
      })
    }
    return { kind: 'color', total: shown.length, ...(await compared(shown, `/reference/${record}/1.rgb`, laid)) }
  } catch (e) {
    return e instanceof NotShown ? { why: e.why, detail: e.detail } : { why: 'refused', detail: e instanceof Error ? e.message : '' }
  } finally {
    decoder.dispose()
  }
}

Object.assign(window, { prove, proveSlide })

/** The picture of a key image as base64, made twice: it must be the same. */
async function keyImage(k: KeyImage, most?: number): Promise<{ png: string; again: boolean }> {
  const once = async () => {
    const bytes = new Uint8Array(await (await renderKeyImage(frames, k, most)).arrayBuffer())
    let text = ''
    for (const b of bytes) text += String.fromCharCode(b)
    return btoa(text)
  }
  const png = await once()
  return { png, again: (await once()) === png }
}

Object.assign(window, { keyImage })

const look = async (target?: Target, kept?: KeyImage[]) => (await import('./look')).look(source, target, kept)
const marked: KeyImage[] = []
/** The viewer with hands that mark; marked has what they did. */
const lookAndMark = () => look(undefined, marked)

Object.assign(window, { look, lookAndMark, marked })
