// What compressed data say of themselves. Codecs are chosen by this, and it is
// held against what the dataset says.

export type Stream = {
  kind: 'jpeg' | 'lossless' | 'jpegls' | 'j2k' | 'jxl'
  rows: number
  columns: number
  components: number
  precision: number
  signed: boolean
  /** JPEG: Adobe's transform, or none; J2K: whether the codec undoes a transform of colors. */
  transform: boolean | undefined
  /** JPEG: the components are called R, G and B, or there is a JFIF marker. */
  named: 'rgb' | 'jfif' | undefined
  /** JPEG with more than 8 bits. */
  progressive: boolean
  highThroughput: boolean
}

const none = { signed: false, transform: undefined, named: undefined, progressive: false, highThroughput: false } as const

export function streamOf(b: Uint8Array): Stream | undefined {
  if (b[0] === 0xff && b[1] === 0xd8) return jpeg(b)
  if (b[0] === 0xff && b[1] === 0x4f) return j2k(b, 0)
  // A JP2 file around the codestream: some writers leave it there.
  if (b[4] === 0x6a && b[5] === 0x50 && b[6] === 0x20 && b[7] === 0x20) {
    for (let i = 12; i + 3 < b.length && i < 4096; i++) {
      if (b[i] === 0xff && b[i + 1] === 0x4f && b[i + 2] === 0xff && b[i + 3] === 0x51) return j2k(b, i)
    }
  }
  if ((b[0] === 0xff && b[1] === 0x0a) || (b[4] === 0x4a && b[5] === 0x58 && b[6] === 0x4c)) {
    return { kind: 'jxl', rows: 0, columns: 0, components: 0, precision: 0, ...none }
  }
  return undefined
}

const u16 = (b: Uint8Array, at: number) => ((b[at] ?? 0) << 8) | (b[at + 1] ?? 0)
const u32 = (b: Uint8Array, at: number) => u16(b, at) * 0x10000 + u16(b, at + 2)

function jpeg(b: Uint8Array): Stream | undefined {
  let transform: boolean | undefined
  let jfif = false
  for (let at = 2; at + 4 <= b.length; ) {
    if (b[at] !== 0xff) return undefined
    const marker = b[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    const body = at + 4
    if (marker === 0xe0 && b[body] === 0x4a && b[body + 1] === 0x46) jfif = true
    if (marker === 0xee && b[body] === 0x41 && b[body + 1] === 0x64) transform = b[body + 11] !== 0
    const sof = (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7
    if (sof) {
      const components = b[body + 5] ?? 0
      const ids = Array.from({ length: components }, (_, i) => b[body + 6 + 3 * i])
      const rgb = components === 3 && ids[0] === 0x52 && ids[1] === 0x47 && ids[2] === 0x42
      return {
        kind: marker === 0xf7 ? 'jpegls' : marker === 0xc3 ? 'lossless' : 'jpeg',
        precision: b[body] ?? 0,
        rows: u16(b, body + 1),
        columns: u16(b, body + 3),
        components,
        signed: false,
        transform,
        named: rgb ? 'rgb' : jfif ? 'jfif' : undefined,
        progressive: marker === 0xc2,
        highThroughput: false,
      }
    }
    at += 2 + u16(b, at + 2)
  }
  return undefined
}

function j2k(b: Uint8Array, start: number): Stream | undefined {
  let size: Pick<Stream, 'rows' | 'columns' | 'components' | 'precision' | 'signed'> | undefined
  let highThroughput = false
  let transform = false
  for (let at = start + 2; at + 4 <= b.length; ) {
    const marker = u16(b, at)
    const body = at + 4
    if (marker === 0xff90) break // the first tile
    if (marker === 0xff51) {
      const depth = b[body + 36] ?? 0
      size = {
        columns: u32(b, body + 2) - u32(b, body + 10),
        rows: u32(b, body + 6) - u32(b, body + 14),
        components: u16(b, body + 34),
        precision: (depth & 0x7f) + 1,
        signed: (depth & 0x80) !== 0,
      }
    }
    if (marker === 0xff50) highThroughput = true
    if (marker === 0xff52) transform = b[body + 4] === 1
    at += 2 + u16(b, at + 2)
  }
  return size && { kind: 'j2k', ...none, ...size, transform, highThroughput }
}
