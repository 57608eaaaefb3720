import type { Picture } from './decode/frame-info'
import { grays, type Look } from './gray'
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
  const sheet = document.createElement('canvas')
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
      ctx.drawImage(sheet, 0, 0)
    },
    dispose() {
      last = undefined
      sheet.width = sheet.height = 0
    },
  }
}

/** A picture in its own size. */
export function fill(sheet: HTMLCanvasElement, picture: Picture, look: Look): void {
  const { rows, columns } = picture
  if (sheet.width !== columns || sheet.height !== rows) {
    sheet.width = columns
    sheet.height = rows
  }
  const ctx = sheet.getContext('2d', { alpha: false })
  if (!ctx) return
  ctx.putImageData(pixelsOf(picture, look), 0, 0)
}

function pixelsOf(picture: Picture, look: Look): ImageData {
  const { rows, columns } = picture
  const out = new ImageData(columns, rows)
  const words = new Uint32Array(out.data.buffer)
  const opaque = 0xff000000 // the last byte: every machine that runs this is little endian
  if (picture.kind === 'gray') {
    const g = grays(picture, look)
    for (let i = 0; i < words.length; i++) words[i] = opaque | ((g[i] ?? 0) * 0x010101)
  } else {
    const { rgb } = picture
    const flip = look.inverse ? 0xffffff : 0
    for (let i = 0, at = 0; i < words.length; i++, at += 3) {
      words[i] = opaque | (((rgb[at] ?? 0) | ((rgb[at + 1] ?? 0) << 8) | ((rgb[at + 2] ?? 0) << 16)) ^ flip)
    }
  }
  return out
}
