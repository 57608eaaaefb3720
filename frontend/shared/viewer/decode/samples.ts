// Samples as they were stored: unpacked, masked to the bits that are the
// image's, with their sign.

import { type FrameInfo, NotShown, Why } from './frame-info'

export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array

/** Of colors: by pixel or by plane; and which pixels have a color of their own. */
export type Layout = { planar: boolean; halved: boolean }
export type Raw = { samples: Samples; layout: Layout; /** The codec has made RGB of it. */ rgb?: boolean }

export function check(info: FrameInfo): void {
  const { rows, columns, samples, allocated, stored, highBit, float } = info
  if (rows < 1 || columns < 1) throw new NotShown(Why.Empty)
  if (float ? allocated !== 32 && allocated !== 64 : ![1, 8, 12, 16, 24, 32, 64].includes(allocated)) throw new NotShown(Why.Bits, `${allocated}`)
  if (stored < 1 || stored > allocated || highBit < stored - 1 || highBit >= allocated) throw new NotShown(Why.Bits, `${stored}/${allocated}`)
  if (samples !== 1 && samples !== 3) throw new NotShown(Why.Photometric, `${info.photometric} ${samples}`)
}

/** How many samples of a color a frame has: 4:2:2 shares two colors between two pixels. */
export function halved(info: FrameInfo): boolean {
  return info.samples === 3 && (info.photometric === 'YBR_FULL_422' || info.photometric === 'YBR_PARTIAL_422')
}

function aligned(bytes: Uint8Array, step: number): Uint8Array {
  return bytes.byteOffset % step === 0 ? bytes : bytes.slice()
}

/** A native frame, little endian. Its bytes are taken over where they lie right: of a series as it is scrolled a copy of each is as much as all that is kept. */
export function native(info: FrameInfo, bytes: Uint8Array): Raw {
  const pixels = info.rows * info.columns
  let shared = halved(info)
  let n = shared ? 2 * Math.ceil(info.columns / 2) * 2 * info.rows : pixels * info.samples
  // Some writers say 4:2:2 of native data and write all samples; the length says so.
  if (shared && info.allocated === 8 && bytes.length >= pixels * 3) {
    shared = false
    n = pixels * 3
  }
  // Four pixels that share two colors are a film's; nobody writes them as they are, and nobody says in which order.
  if (info.photometric === 'YBR_PARTIAL_420' && bytes.length < n) throw new NotShown(Why.Photometric, info.photometric)
  const layout = { planar: info.planar === 1 && info.samples > 1 && !shared, halved: shared }
  if (bytes.length < Math.ceil((n * info.allocated) / 8)) throw new NotShown(Why.Short)
  return { samples: trim(info, read(info, bytes, n)), layout }
}

function read(info: FrameInfo, bytes: Uint8Array, n: number): Samples {
  const { allocated, float } = info
  switch (allocated) {
    case 1: {
      const out = new Uint8Array(n)
      for (let i = 0; i < n; i++) out[i] = ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1
      return out
    }
    case 8:
      return bytes.subarray(0, n)
    case 12: {
      // Two samples in three bytes.
      const out = new Uint16Array(n)
      for (let i = 0, at = 0; i < n; i += 2, at += 3) {
        const b = bytes[at + 1] ?? 0
        out[i] = (bytes[at] ?? 0) | ((b & 0xf) << 8)
        if (i + 1 < n) out[i + 1] = (b >> 4) | ((bytes[at + 2] ?? 0) << 4)
      }
      return out
    }
    case 16: {
      const b = aligned(bytes, 2)
      return new Uint16Array(b.buffer, b.byteOffset, n)
    }
    case 32: {
      const b = aligned(bytes, 4)
      return float ? new Float32Array(b.buffer, b.byteOffset, n) : new Uint32Array(b.buffer, b.byteOffset, n)
    }
    case 64:
      if (float) {
        const b = aligned(bytes, 8)
        return new Float64Array(b.buffer, b.byteOffset, n)
      }
  }
  throw new NotShown(Why.Bits, `${allocated}`)
}

/**
 * The image's own bits of what was read: overlays of old in the bits above are
 * cut off, and the sign is taken from the highest bit of the image.
 */
export function trim(info: FrameInfo, samples: Samples): Samples {
  if (samples instanceof Float32Array || samples instanceof Float64Array) return samples
  const width = samples.BYTES_PER_ELEMENT * 8
  const drop = info.highBit + 1 - info.stored
  const above = Math.max(0, width - info.highBit - 1)
  if (!info.signed) {
    if (drop === 0 && above === 0) return samples
    const mask = info.stored >= 32 ? 0xffffffff : 2 ** info.stored - 1
    for (let i = 0; i < samples.length; i++) samples[i] = ((samples[i] ?? 0) >>> drop) & mask
    return samples
  }
  const out = width === 8 ? new Int8Array(samples.buffer, samples.byteOffset, samples.length) : width === 16 ? new Int16Array(samples.buffer, samples.byteOffset, samples.length) : new Int32Array(samples.buffer, samples.byteOffset, samples.length)
  if (drop === 0 && above === 0) return out
  const up = 32 - info.highBit - 1
  const down = 32 - info.stored
  for (let i = 0; i < out.length; i++) out[i] = ((samples[i] ?? 0) << up) >> down
  return out
}
