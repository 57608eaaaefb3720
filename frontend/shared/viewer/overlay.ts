// Overlay planes (PS3.3 C.9.2): a bit for each pixel, drawn over the image.

import { bytes, type DicomJson, number, numbers, text } from './dataset'

export type Overlay = { rows: number; columns: number; /** Of its upper left pixel, counted from 0. */ x: number; y: number; /** Eight to a byte, the lowest first, from the given bit on. */ packed: Uint8Array; from: number; label: string; /** Which a presentation state shows it in. */ layer: string }

/** The planes of a frame; and whether there are some that are not drawn: inside of the pixels, or too long to be read. */
export function overlaysOf(ds: DicomJson, frame: number): { overlays: Overlay[]; left: boolean } {
  const overlays: Overlay[] = []
  let left = false
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const tag = (element: string) => group.toString(16).toUpperCase() + element
    const [rows, columns] = [number(ds, tag('0010')), number(ds, tag('0011'))]
    if (!rows || !columns) continue
    const all = bytes(ds, tag('3000'))
    const frames = number(ds, tag('0015')) ?? 1
    const at = frame - (number(ds, tag('0051')) ?? 1)
    const [y = 1, x = 1] = numbers(ds, tag('0050'))
    const size = rows * columns
    // One plane for all frames, or one for each.
    const index = frames === 1 ? 0 : at
    if (index < 0 || index >= frames) continue
    if (!all || all.length * 8 < size * (index + 1)) {
      left = true
      continue
    }
    const first = (index * size) >> 3
    overlays.push({ rows, columns, x: x - 1, y: y - 1, packed: all.slice(first, first + (size >> 3) + 2), from: (index * size) & 7, label: text(ds, tag('1500')), layer: text(ds, tag('1001')) })
  }
  return { overlays, left }
}

export function isSet({ packed, from }: Overlay, i: number): boolean {
  return (((packed[(from + i) >> 3] ?? 0) >> ((from + i) & 7)) & 1) === 1
}

/** As a picture of its own size: set where a bit is. */
export function overlayImage(o: Overlay, color: [number, number, number]): ImageData {
  const out = new ImageData(o.columns, o.rows)
  for (let i = 0; i < o.rows * o.columns; i++) if (isSet(o, i)) out.data.set([...color, 255], 4 * i)
  return out
}
