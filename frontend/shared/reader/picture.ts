import type { Size } from './layout'
import type { Bytes } from './source'

/** A scan or photograph: one page, or the pages of a TIFF in their order. */
export type Picture = {
  /** Dots of each page. */
  pages: Size[]
  draw: (page: number, signal: AbortSignal) => Promise<HTMLCanvasElement | HTMLImageElement>
  close: () => void
}

/** Why a picture is not shown, for words to say it. */
export class NotShown extends Error {
  readonly why: 'kind' | 'size' | 'damaged' | 'slow'
  readonly what: string
  constructor(why: NotShown['why'], what = '') {
    super(why)
    this.why = why
    this.what = what
  }
}

const mostBytes = 256 << 20
const mostDots = 100_000_000
const mostPages = 5000
const patience = 20 // seconds for a page

const magic: [string, string][] = [
  ['\xff\xd8\xff', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['GIF8', 'image/gif'],
  ['BM', 'image/bmp'],
  ['II*\0', 'image/tiff'],
  ['MM\0*', 'image/tiff'],
  ['II+\0', 'image/tiff'],
  ['MM\0+', 'image/tiff'],
  ['8BPS', 'image/psd'],
  ['\0\0\0\x0cjP  ', 'image/jp2'],
  ['\xffO\xffQ', 'image/jp2'],
  ['\xff\x0a', 'image/jxl'],
]

/** What the first bytes of a file say that it is; '' where they say nothing. */
export function kindOf(head: Uint8Array): string {
  const s = String.fromCharCode(...head.subarray(0, 32))
  const known = magic.find(([m]) => s.startsWith(m))
  if (known) return known[1]
  if (s.startsWith('RIFF') && s.slice(8, 12) === 'WEBP') return 'image/webp'
  if (s.slice(4, 8) === 'ftyp') {
    // What it calls itself, and what else it can be read as.
    const brands = s.slice(8, 12) + s.slice(16)
    return /^(.{4})*avi[fs]/s.test(brands) ? 'image/avif' : /^(.{4})*(hei|hev|mif|msf)/s.test(brands) ? 'image/heic' : 'video/mp4'
  }
  return ''
}

/** How many dots a picture says that it has; null where its head does not say it. */
function dotsOf(b: Uint8Array, kind: string): Size | null {
  const v = new DataView(b.buffer, b.byteOffset, b.byteLength)
  try {
    switch (kind) {
      case 'image/png':
        return { width: v.getUint32(16), height: v.getUint32(20) }
      case 'image/gif':
        return { width: v.getUint16(6, true), height: v.getUint16(8, true) }
      case 'image/bmp':
        return { width: Math.abs(v.getInt32(18, true)), height: Math.abs(v.getInt32(22, true)) }
      case 'image/webp': {
        const form = String.fromCharCode(...b.subarray(12, 16))
        if (form === 'VP8X') return { width: 1 + (v.getUint32(24, true) & 0xffffff), height: 1 + (v.getUint32(26, true) >>> 8) }
        if (form === 'VP8L') {
          const bits = v.getUint32(21, true)
          return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
        }
        return { width: v.getUint16(26, true) & 0x3fff, height: v.getUint16(28, true) & 0x3fff }
      }
      case 'image/avif': {
        const at = String.fromCharCode(...b.subarray(0, 4096)).indexOf('ispe')
        return at < 0 ? null : { width: v.getUint32(at + 8), height: v.getUint32(at + 12) }
      }
      case 'image/jpeg':
        for (let at = 2; at + 9 < b.length; ) {
          if (b[at] !== 0xff) at++
          else {
            const mark = b[at + 1] ?? 0
            if (mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc) return { height: v.getUint16(at + 5), width: v.getUint16(at + 7) }
            at += mark === 0xff || (mark >= 0xd0 && mark <= 0xd9) || mark === 1 ? 1 + Number(mark !== 0xff) : 2 + v.getUint16(at + 2)
          }
        }
    }
  } catch {
    // cut before it says so
  }
  return null
}

export async function openPicture(bytes: Bytes, signal: AbortSignal): Promise<Picture> {
  if (bytes.size > mostBytes) throw new NotShown('size')
  const data = await bytes.read(0, bytes.size, signal)
  const kind = kindOf(data)
  if (kind === 'image/tiff') return openTiff(data.buffer)
  if (!['image/jpeg', 'image/png', 'image/gif', 'image/bmp', 'image/webp', 'image/avif'].includes(kind)) throw new NotShown('kind', kind)
  const dots = dotsOf(data, kind)
  if (!dots) throw new NotShown('damaged')
  if (dots.width * dots.height > mostDots) throw new NotShown('size', `${dots.width} × ${dots.height}`)
  const url = URL.createObjectURL(new Blob([data], { type: kind }))
  const img = new Image()
  img.src = url
  try {
    await img.decode() // turned as its camera said
  } catch {
    URL.revokeObjectURL(url)
    throw new NotShown(kind === 'image/avif' ? 'kind' : 'damaged', kind)
  }
  return {
    pages: [{ width: img.naturalWidth, height: img.naturalHeight }],
    draw: async () => {
      const one = new Image()
      one.src = url
      await one.decode()
      return one
    },
    close: () => URL.revokeObjectURL(url),
  }
}

type Answer = { pages?: [number, number][]; page?: number; width?: number; height?: number; data?: Uint8ClampedArray<ArrayBuffer>; failed?: string }

/** Decodes in a worker, one page after the other, and ends it where a page does not end. */
async function openTiff(file: ArrayBuffer): Promise<Picture> {
  let worker: Worker | null = null
  let line: Promise<unknown> = Promise.resolve()
  function ask(message: unknown): Promise<Answer> {
    const own = (worker ??= start())
    return new Promise((done, failed) => {
      let left = patience
      const timer = setInterval(() => {
        if (!document.hidden && --left < 0) end(new NotShown('slow'))
      }, 1000)
      const end = (e: Error) => {
        clearInterval(timer)
        own.terminate()
        if (worker === own) worker = null
        failed(e)
      }
      own.onmessage = (e: MessageEvent<Answer>) => {
        clearInterval(timer)
        if (e.data.failed) failed(new NotShown(e.data.failed === 'kind' ? 'kind' : 'damaged', 'image/tiff'))
        else done(e.data)
      }
      own.onerror = () => end(new NotShown('damaged'))
      own.postMessage(message)
    })
  }
  function start(): Worker {
    return new Worker(new URL('./tiff-worker.ts', import.meta.url), { type: 'module' })
  }
  const { pages = [] } = await ask({ file })
  if (pages.length === 0) throw new NotShown('damaged')
  return {
    pages: pages.slice(0, mostPages).map(([width, height]) => ({ width, height })),
    draw: (page, signal) => {
      const mine = line.then(async () => {
        if (signal.aborted) throw new DOMException('left', 'AbortError')
        const [w, h] = pages[page - 1] ?? [0, 0]
        if (w * h > mostDots) throw new NotShown('size', `${w} × ${h}`)
        const got = await ask({ file: worker ? undefined : file, page: page - 1 })
        const canvas = document.createElement('canvas')
        canvas.width = got.width ?? 1
        canvas.height = got.height ?? 1
        if (got.data) canvas.getContext('2d')?.putImageData(new ImageData(got.data, canvas.width, canvas.height), 0, 0)
        return canvas
      })
      line = mine.catch(() => {})
      return mine
    },
    close: () => worker?.terminate(),
  }
}

