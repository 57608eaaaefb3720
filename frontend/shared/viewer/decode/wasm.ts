// The codecs' own programs, each loaded when the first frame needs it.

import charlsFactory from '@cornerstonejs/codec-charls/decodewasmjs'
import charlsUrl from '@cornerstonejs/codec-charls/decodewasm?url'
import turboFactory from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'
import turboUrl from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url'
import jxlFactory from '@cornerstonejs/codec-libjxl/decodewasmjs'
import jxlUrl from '@cornerstonejs/codec-libjxl/decodewasm?url'
import openjpegFactory from '@cornerstonejs/codec-openjpeg/decodewasmjs'
import openjpegUrl from '@cornerstonejs/codec-openjpeg/decodewasm?url'
import openjphFactory from '@cornerstonejs/codec-openjph/wasmjs'
import openjphUrl from '@cornerstonejs/codec-openjph/wasm?url'

export type WasmFrame = { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned?: boolean }

export type WasmDecoder = {
  getEncodedBuffer(n: number): Uint8Array
  decode(): void
  getDecodedBuffer(): Uint8Array
  getFrameInfo(): WasmFrame
  getInterleaveMode?(): number
  delete(): void
}

export type Codec = 'charls' | 'turbo' | 'jxl' | 'openjpeg' | 'openjph'

type Factory = (options: { locateFile: (file: string) => string }) => Promise<Record<string, unknown>>
const programs: Record<Codec, { factory: Factory; url: string; decoder: string }> = {
  charls: { factory: charlsFactory, url: charlsUrl, decoder: 'JpegLSDecoder' },
  turbo: { factory: turboFactory, url: turboUrl, decoder: 'JPEGDecoder' },
  jxl: { factory: jxlFactory, url: jxlUrl, decoder: 'JpegXLDecoder' },
  openjpeg: { factory: openjpegFactory, url: openjpegUrl, decoder: 'J2KDecoder' },
  openjph: { factory: openjphFactory, url: openjphUrl, decoder: 'HTJ2KDecoder' },
}

/** Gives a decoder of a codec; after a frame that broke it, the program is loaded anew. */
export class Codecs {
  private loaded = new Map<Codec, Promise<Record<string, unknown>>>()

  async decoder(codec: Codec): Promise<WasmDecoder> {
    const Decoder = (await this.load(codec))[programs[codec].decoder] as new () => WasmDecoder
    return new Decoder()
  }

  load(codec: Codec): Promise<Record<string, unknown>> {
    const known = this.loaded.get(codec)
    if (known) return known
    const { factory, url } = programs[codec]
    const program = factory({ locateFile: file => (file.endsWith('.wasm') ? url : file) })
    this.loaded.set(codec, program)
    return program
  }

  /** The memory of a program that failed is not to be trusted. */
  drop(codec: Codec): void {
    this.loaded.delete(codec)
  }
}
