// The page of TestCorpusPixels and TestKeyImagePictures, in no program: what the
// viewer would show of a frame, and the picture of a key image, held against
// reference pixels; and the viewer itself, over files of a test.

import { NotShown, type Picture } from '../decode/frame-info'
import { Frames, newDecoder } from '../frames'
import type { KeyImage, Target } from '../../wire/key-image'
import { renderKeyImage } from '../render-key-image'
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
  const answer = await fetch(`/reference/${record}/${frame}.${picture.kind === 'gray' ? 'gray' : 'rgb'}`)
  if (!answer.ok) return result
  const bytes = await answer.arrayBuffer()
  const wanted = picture.kind === 'gray' ? new Float32Array(bytes) : new Uint8Array(bytes)
  if (wanted.length !== shown.length) return { ...result, note: `${shown.length} values, ${wanted.length} in the reference`, most: Infinity }
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
  return { ...result, most, mean: sum / wanted.length, differing }
}

Object.assign(window, { prove })

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
