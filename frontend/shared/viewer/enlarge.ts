import type { Affine } from './view'

/** Where something lies on a canvas, in its pixels. */
export type Box = { x: number; y: number; width: number; height: number }

/** Whether an image is only made larger: neither turned nor mirrored, and not with edges of its pixels to be seen. */
export function isEnlarged(at: Affine): boolean {
  return at.b === 0 && at.c === 0 && at.a >= 1 && at.d >= 1
}

/** The part of a canvas that an image covers: every pixel with its middle in the image. */
export function covered(at: Affine, columns: number, rows: number, canvas: { width: number; height: number }): Box {
  const from = (start: number) => Math.max(0, Math.ceil(start - 0.5))
  const [x, y] = [from(at.e), from(at.f)]
  return { x, y, width: Math.max(0, Math.min(canvas.width, Math.ceil(at.e + at.a * columns - 0.5)) - x), height: Math.max(0, Math.min(canvas.height, Math.ceil(at.f + at.d * rows - 0.5)) - y) }
}

/** For each place along one side: the nearer of its two neighbors that comes first, and how much of the second is in it, of 256. */
function steps(from: number, count: number, start: number, scale: number, length: number): { first: Int32Array; share: Int32Array } {
  const first = new Int32Array(count)
  const share = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const p = Math.min(length - 1, Math.max(0, (from + i + 0.5 - start) / scale - 0.5))
    const at = Math.min(Math.max(0, length - 2), Math.floor(p))
    first[i] = at
    share[i] = Math.round((p - at) * 256)
  }
  return { first, share }
}

/**
 * Writes the part of an enlarged image that lies in a box, each pixel mixed of its
 * four neighbors as the card mixes them. A canvas that scales by the processor
 * takes four times as long.
 */
export function enlarge(grays: Uint8Array, columns: number, rows: number, at: Affine, box: Box, out: Uint32Array): void {
  const across = steps(box.x, box.width, at.e, at.a, columns)
  const down = steps(box.y, box.height, at.f, at.d, rows)
  const line = new Int32Array(columns + 1) // a row between two rows, 256 times as bright
  for (let y = 0, to = 0; y < box.height; y++) {
    const low = down.share[y] ?? 0
    const top = (down.first[y] ?? 0) * columns
    const below = rows > 1 ? top + columns : top
    for (let x = 0; x < columns; x++) line[x] = (grays[top + x] ?? 0) * (256 - low) + (grays[below + x] ?? 0) * low
    line[columns] = line[columns - 1] ?? 0
    for (let x = 0; x < box.width; x++, to++) {
      const i = across.first[x] ?? 0
      const right = across.share[x] ?? 0
      const g = ((line[i] ?? 0) * (256 - right) + (line[i + 1] ?? 0) * right + 32768) >> 16
      out[to] = 0xff000000 | (g * 0x010101)
    }
  }
}
