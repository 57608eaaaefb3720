import type { Picture } from './decode/frame-info'
import { covered, enlarge, isEnlarged } from './enlarge'
import { type Look, writeGrays } from './gray'
import type { Affine, Size } from './view'

/** Draws a picture on a canvas; either all of it or nothing. */
export type Painter = {
  paint(picture: Picture, look: Look, at: Affine, room: Size, ratio: number): void
  dispose(): void
}

/**
 * Draws by the processor: every value's gray from a table, then made larger by
 * ourselves, and by the canvas where it is made smaller, turned or in color.
 * Right for every kind of value, on every machine.
 */
export function softwarePainter(canvas: HTMLCanvasElement): Painter {
  const sheet = newSheet()
  let last: { picture: Picture; look: string; as: 'grays' | 'sheet' } | undefined
  let grays: Uint8Array | undefined
  let large: ImageData | undefined
  /** Whether that is another than what was drawn last. */
  function isNew(picture: Picture, look: Look, as: 'grays' | 'sheet'): boolean {
    const key = JSON.stringify([look.center, look.width, look.shape, look.inverse, look.lut?.label, look.lut?.first])
    if (last?.picture === picture && last.look === key && last.as === as) return false
    last = { picture, look: key, as }
    return true
  }
  return {
    paint(picture, look, at, room, ratio) {
      const width = Math.round(room.width * ratio)
      const height = Math.round(room.height * ratio)
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width
        canvas.height = height
      }
      const ctx = canvas.getContext('2d', { alpha: false })
      if (!ctx) return
      ctx.setTransform(1, 0, 0, 1, 0, 0)
      ctx.fillStyle = 'black'
      ctx.fillRect(0, 0, width, height)
      const on = { a: at.a * ratio, b: at.b * ratio, c: at.c * ratio, d: at.d * ratio, e: at.e * ratio, f: at.f * ratio }
      // Large enough to count the pixels: they are shown as they are.
      const smooth = Math.hypot(at.a, at.b) < 6
      if (smooth && picture.kind === 'gray' && isEnlarged(on)) {
        const { columns, rows } = picture
        const box = covered(on, columns, rows, canvas)
        if (box.width === 0 || box.height === 0) return
        if (grays?.length !== columns * rows) grays = new Uint8Array(columns * rows)
        if (isNew(picture, look, 'grays')) writeGrays(picture, look, grays, g => g)
        if (large?.width !== box.width || large.height !== box.height) large = new ImageData(box.width, box.height)
        enlarge(grays, columns, rows, on, box, new Uint32Array(large.data.buffer))
        ctx.putImageData(large, box.x, box.y)
        return
      }
      if (isNew(picture, look, 'sheet')) fill(sheet, picture, look)
      ctx.setTransform(on.a, on.b, on.c, on.d, on.e, on.f)
      ctx.imageSmoothingEnabled = smooth
      ctx.imageSmoothingQuality = 'high'
      ctx.drawImage(sheet.canvas, 0, 0)
    },
    dispose() {
      last = grays = large = sheet.pixels = undefined
      sheet.canvas.width = sheet.canvas.height = 0
    },
  }
}

/** A picture in its own size, written over for each image: one of its own for each would be garbage by the hundred megabytes. */
export type Sheet = { canvas: HTMLCanvasElement; pixels?: ImageData }

export function newSheet(): Sheet {
  return { canvas: document.createElement('canvas') }
}

export function fill(sheet: Sheet, picture: Picture, look: Look): void {
  const { rows, columns } = picture
  const { canvas } = sheet
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns
    canvas.height = rows
  }
  const ctx = canvas.getContext('2d', { alpha: false })
  if (!ctx) return
  if (sheet.pixels?.width !== columns || sheet.pixels.height !== rows) sheet.pixels = new ImageData(columns, rows)
  write(sheet.pixels, picture, look)
  ctx.putImageData(sheet.pixels, 0, 0)
}

function write(pixels: ImageData, picture: Picture, look: Look): void {
  const words = new Uint32Array(pixels.data.buffer)
  const opaque = 0xff000000 // the last byte: every machine that runs this is little endian
  if (picture.kind === 'gray') {
    writeGrays(picture, look, words, g => opaque | (g * 0x010101))
  } else {
    const { rgb } = picture
    const flip = look.inverse ? 0xffffff : 0
    for (let i = 0, at = 0; i < words.length; i++, at += 3) {
      words[i] = opaque | (((rgb[at] ?? 0) | ((rgb[at + 1] ?? 0) << 8) | ((rgb[at + 2] ?? 0) << 16)) ^ flip)
    }
  }
}
