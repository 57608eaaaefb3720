import { type FrameInfo, NotShown, type Picture, Why } from './frame-info'
import { type Stream, streamOf } from './headers'
import { jpegSamples } from './jpeg'
import { picture } from './picture'
import { decodePlain, isPlain, refuse } from './plain'
import { rle } from './rle'
import { native, type Raw, type Samples, trim } from './samples'
import type { Codec, Codecs } from './wasm'

const deflatedFrame = '1.2.840.10008.1.2.8.1'
const runLength = '1.2.840.10008.1.2.5'
const compressed = '1.2.840.10008.1.2.4.'

// Which codec a syntax is likely to want; what the data are decides when they come.
const likely: Record<string, Codec> = { '50': 'turbo', '80': 'charls', '81': 'charls', '90': 'openjpeg', '91': 'openjpeg', '110': 'jxl', '111': 'jxl', '112': 'jxl', '201': 'openjph', '202': 'openjph', '203': 'openjph' }

/** Reads the codec that frames of a syntax will want. */
export function expect(syntax: string, codecs: Codecs): void {
  const codec = syntax.startsWith(compressed) ? likely[syntax.slice(compressed.length)] : undefined
  if (codec) void codecs.load(codec).catch(() => codecs.drop(codec))
}

/** A frame's bytes as a picture, or NotShown with the reason. The bytes are the picture's afterwards: nobody else reads them. */
export async function decode(info: FrameInfo, bytes: Uint8Array, syntax: string, codecs: Codecs): Promise<Picture> {
  if (isPlain(syntax)) return decodePlain(info, bytes)
  refuse(info)
  return picture(info, await rawOf(info, bytes, syntax, codecs))
}

async function rawOf(info: FrameInfo, bytes: Uint8Array, syntax: string, codecs: Codecs): Promise<Raw> {
  if (syntax === deflatedFrame) return native(info, await inflate(bytes))
  if (syntax === runLength) return rle(info, bytes)
  if (!syntax.startsWith(compressed)) throw new NotShown(Why.Syntax, syntax)
  const stream = streamOf(bytes)
  if (!stream) throw new NotShown(/^1(0[0-8]|\d\d\.)/.test(syntax.slice(compressed.length)) && Number(syntax.slice(compressed.length).split('.')[0]) < 110 ? Why.Video : Why.Codec, syntax)
  if (stream.kind !== 'jxl') agree(info, stream)
  const raw = await coded(info, bytes, stream, codecs)
  return { ...raw, samples: trimmed(info, raw.samples, stream) }
}

/** Nothing is drawn of a frame that is of another size than its header says. */
function agree(info: FrameInfo, s: { rows: number; columns: number; components: number }): void {
  if (s.rows !== info.rows || s.columns !== info.columns) throw new NotShown(Why.Lies, `${s.columns} x ${s.rows}`)
  if (s.components !== info.samples) throw new NotShown(Why.Lies, `${s.components}/${info.samples}`)
}

/** A codec gives the bits of the stream's depth; their sign is what the dataset says. */
function trimmed(info: FrameInfo, samples: Samples, s: Stream): Samples {
  const precision = Math.min(s.precision || info.stored, samples.BYTES_PER_ELEMENT * 8)
  return trim({ ...info, stored: precision, highBit: precision - 1 }, samples)
}

async function coded(info: FrameInfo, bytes: Uint8Array, s: Stream, codecs: Codecs): Promise<Raw> {
  switch (s.kind) {
    case 'lossless':
      return lossless(info, bytes, s)
    case 'jpeg':
      return jpeg(info, bytes, s, codecs)
    case 'jpegls': {
      const r = await wasm('charls', info, bytes, codecs)
      return { samples: r.samples, layout: { planar: info.samples > 1 && r.interleave === 0, halved: false } }
    }
    case 'j2k': {
      const r = await wasm(s.highThroughput ? 'openjph' : 'openjpeg', info, bytes, codecs)
      return { samples: r.samples, layout: { planar: false, halved: false }, rgb: s.transform === true }
    }
    case 'jxl': {
      const r = await wasm('jxl', info, bytes, codecs)
      return { samples: r.samples, layout: { planar: false, halved: false }, rgb: info.samples === 3 }
    }
  }
}

async function wasm(codec: Codec, info: FrameInfo, bytes: Uint8Array, codecs: Codecs): Promise<{ samples: Samples; interleave: number }> {
  try {
    const decoder = await codecs.decoder(codec)
    try {
      decoder.getEncodedBuffer(bytes.length).set(bytes)
      decoder.decode()
      const f = decoder.getFrameInfo()
      agree(info, { rows: f.height, columns: f.width, components: f.componentCount })
      const out = decoder.getDecodedBuffer().slice()
      const wide = f.bitsPerSample > 8
      const n = info.rows * info.columns * info.samples
      if (out.byteLength < n * (wide ? 2 : 1)) throw new NotShown(Why.Short)
      return { samples: wide ? new Uint16Array(out.buffer, 0, n) : out.subarray(0, n), interleave: decoder.getInterleaveMode?.() ?? 2 }
    } finally {
      decoder.delete()
    }
  } catch (e) {
    if (e instanceof NotShown) throw e
    codecs.drop(codec)
    throw new NotShown(Why.Codec)
  }
}

async function lossless(info: FrameInfo, bytes: Uint8Array, s: Stream): Promise<Raw> {
  const { Decoder } = await import('@cornerstonejs/jpeg-lossless-decoder-js')
  try {
    const wide = s.precision > 8
    const own = bytes.slice()
    const out = new Decoder().decode(own.buffer, 0, own.length, wide ? 2 : 1)
    const n = info.rows * info.columns * info.samples
    const samples = wide ? new Uint16Array(out.buffer, 0, n) : new Uint8Array(out.buffer, 0, n)
    return { samples, layout: { planar: false, halved: false } }
  } catch {
    throw new NotShown(Why.Codec)
  }
}

/**
 * JPEG with losses. The usual codec makes RGB of three components by its own
 * guess, which is the wrong one where the dataset says RGB and the stream says
 * nothing; then, and for 12 bits, the components are taken as they are.
 */
async function jpeg(info: FrameInfo, bytes: Uint8Array, s: Stream, codecs: Codecs): Promise<Raw> {
  const layout = { planar: false, halved: false }
  const asTheyAre = s.components === 3 && s.transform === undefined && s.named === undefined && info.photometric === 'RGB'
  if (s.precision === 8 && !asTheyAre) {
    const { samples } = await wasm('turbo', info, bytes, codecs)
    return { samples, layout, rgb: true }
  }
  const { samples } = jpegSamples(bytes)
  return { samples: s.precision > 8 ? samples : Uint8Array.from(samples), layout, rgb: info.photometric === 'RGB' }
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  } catch {
    throw new NotShown(Why.Codec)
  }
}
