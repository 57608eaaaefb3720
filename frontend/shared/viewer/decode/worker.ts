// The worker's side: one frame after the other, each answered by its number.

import { decode, expect } from './decode'
import { type FrameInfo, NotShown, type Picture, Why } from './frame-info'
import { Codecs } from './wasm'

export type Order = { id: number; info: FrameInfo; bytes: Uint8Array; syntax: string }
/** A frame of this syntax comes next: its codec is read meanwhile. */
export type Expected = { expect: string }
/** Said once, when its script has been read. */
export type Ready = { ready: true }
export type Answer = { id: number; picture: Picture } | { id: number; why: Why; detail: string }

const codecs = new Codecs()

// A page's own types stand for the worker's here: both post messages.
const scope = self as unknown as Worker

scope.postMessage({ ready: true } satisfies Ready)
scope.onmessage = async ({ data }: MessageEvent<Order | Expected>) => {
  if ('expect' in data) return expect(data.expect, codecs)
  try {
    const picture = await decode(data.info, data.bytes, data.syntax, codecs)
    const own = picture.kind === 'gray' ? picture.values : picture.rgb
    scope.postMessage({ id: data.id, picture } satisfies Answer, [own.buffer])
  } catch (e) {
    const known = e instanceof NotShown
    scope.postMessage({ id: data.id, why: known ? e.why : Why.Codec, detail: known ? e.detail : '' } satisfies Answer)
  }
}
