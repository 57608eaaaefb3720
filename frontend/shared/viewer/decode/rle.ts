import { type FrameInfo, NotShown, Why } from './frame-info'
import { type Raw, trim } from './samples'

/**
 * RLE Lossless (PS3.5 G): one segment for each byte of a sample, the highest
 * first, each a plane of the frame in PackBits.
 */
export function rle(info: FrameInfo, bytes: Uint8Array): Raw {
  if (info.allocated === 1) return bits(info, bytes)
  const pixels = info.rows * info.columns
  const width = info.allocated / 8
  if (![1, 2, 4].includes(width)) throw new NotShown(Why.Bits, `${info.allocated}`)
  const planes = segments(bytes, width * info.samples)
  const out = new Uint8Array(pixels * width * info.samples)
  planes.forEach((segment, s) => {
    const sample = Math.floor(s / width)
    const byte = width - 1 - (s % width)
    unpack(segment, pixels, (i, v) => {
      out[(sample * pixels + i) * width + byte] = v
    })
  })
  const samples = width === 1 ? out : width === 2 ? new Uint16Array(out.buffer) : info.float ? new Float32Array(out.buffer) : new Uint32Array(out.buffer)
  return { samples: trim(info, samples), layout: { planar: info.samples > 1, halved: false } }
}

/** One bit a pixel: the packed bits are what is compressed. */
function bits(info: FrameInfo, bytes: Uint8Array): Raw {
  const pixels = info.rows * info.columns
  const packed = new Uint8Array(Math.ceil(pixels / 8))
  const [segment] = segments(bytes, 1)
  if (segment) unpack(segment, packed.length, (i, v) => (packed[i] = v))
  return { samples: Uint8Array.from({ length: pixels }, (_, i) => ((packed[i >> 3] ?? 0) >> (i & 7)) & 1), layout: { planar: false, halved: false } }
}

function segments(bytes: Uint8Array, expected: number): Uint8Array[] {
  if (bytes.length < 64) throw new NotShown(Why.Short)
  const header = new DataView(bytes.buffer, bytes.byteOffset, 64)
  const n = header.getUint32(0, true)
  if (n !== expected) throw new NotShown(Why.Lies, `${n}/${expected}`)
  const starts = Array.from({ length: n }, (_, i) => header.getUint32(4 * (i + 1), true))
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? bytes.length
    if (from < 64 || to < from || to > bytes.length) throw new NotShown(Why.Codec)
    return bytes.subarray(from, to)
  })
}

function unpack(segment: Uint8Array, n: number, put: (i: number, v: number) => void): void {
  let filled = 0
  let at = 0
  while (filled < n && at < segment.length) {
    const op = segment[at++] ?? 0
    if (op < 128) {
      for (let k = 0; k <= op && filled < n; k++) {
        if (at >= segment.length) throw new NotShown(Why.Short)
        put(filled++, segment[at++] ?? 0)
      }
    } else if (op > 128) {
      const v = segment[at++] ?? 0
      for (let k = 0; k < 257 - op && filled < n; k++) put(filled++, v)
    }
  }
  if (filled < n) throw new NotShown(Why.Short)
}
