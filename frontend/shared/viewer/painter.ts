import type { Picture } from './decode/frame-info'
import { type Look, writeGrays } from './gray'
import type { Affine, Size } from './view'

/** Draws a picture on a canvas; either all of it or nothing. */
export type Painter = {
  paint(picture: Picture, look: Look, at: Affine, room: Size, ratio: number): void
  dispose(): void
}

/**
 * Draws by the processor: every value's gray from a table, then the canvas's own
 * scaling. Right for every kind of value, on every machine.
 */
export function softwarePainter(canvas: HTMLCanvasElement): Painter {
  const sheet = newSheet()
  let last: { picture: Picture; look: string } | undefined
  return {
    paint(picture, look, at, room, ratio) {
      const key = JSON.stringify([look.center, look.width, look.shape, look.inverse, look.lut?.label, look.lut?.first])
      if (last?.picture !== picture || last.look !== key) {
        fill(sheet, picture, look)
        last = { picture, look: key }
      }
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
      ctx.setTransform(at.a * ratio, at.b * ratio, at.c * ratio, at.d * ratio, at.e * ratio, at.f * ratio)
      // Large enough to count the pixels: they are shown as they are.
      ctx.imageSmoothingEnabled = Math.hypot(at.a, at.b) < 6
      ctx.imageSmoothingQuality = 'high'
      ctx.drawImage(sheet.canvas, 0, 0)
    },
    dispose() {
      last = sheet.pixels = undefined
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
