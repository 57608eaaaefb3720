// What the directories of a TIFF file mean: which of them are pages, in what order,
// and how a page lies.

export type Directory = Record<string, unknown>

export type TiffPage<D extends Directory> = {
  directory: D
  /** Dots as they are stored. */
  width: number
  height: number
  /** Compression. */
  packed: number
  /** Orientation, 1 to 8: where the stored rows and columns begin. */
  lies: number
  /** Dots as the page is shown: upright, and with dots that are as high as wide. */
  shown: [width: number, height: number]
}

export function numbers(page: Directory, tag: number): number[] {
  const v: unknown = page[`t${tag}`]
  return Array.isArray(v) ? v.map(Number).filter(Number.isFinite) : []
}

const tags = { kind: 254, width: 256, height: 257, packed: 259, lies: 274, across: 282, down: 283, number: 297 }

/** The pages in their order. Small pictures of pages are none, unless there is nothing else. */
export function pagesOf<D extends Directory>(all: D[]): TiffPage<D>[] {
  const first = (d: D, tag: number) => numbers(d, tag)[0] ?? 0
  const there = all.filter(d => first(d, tags.width) > 0 && first(d, tags.height) > 0)
  const whole = there.filter(d => (first(d, tags.kind) & 1) === 0)
  const pages = whole.length > 0 ? whole : there
  // The page's own number goes before its place in the file, where every page has another one.
  const own = pages.map(d => numbers(d, tags.number)[0])
  if (own.every(n => n !== undefined) && new Set(own).size === pages.length) pages.sort((a, b) => first(a, tags.number) - first(b, tags.number))
  return pages.map(directory => {
    const [width, height] = [first(directory, tags.width), first(directory, tags.height)]
    const lies = first(directory, tags.lies)
    // Faxes have twice as many dots across as down.
    const ratio = first(directory, tags.across) / first(directory, tags.down)
    const high = Number.isFinite(ratio) && ratio > 0.25 && ratio < 4 ? Math.round(height * ratio) : height
    return { directory, width, height, packed: first(directory, tags.packed) || 1, lies: lies >= 1 && lies <= 8 ? lies : 1, shown: lies >= 5 && lies <= 8 ? [high, width] : [width, high] }
  })
}

/** Whether a file is of the form for large ones, which is not read here. */
export function isLarge(file: ArrayBuffer): boolean {
  const [a, b, c, d] = new Uint8Array(file, 0, Math.min(4, file.byteLength))
  return a === 0x49 ? c === 43 && d === 0 : a === 0x4d && b === 0x4d && c === 0 && d === 43
}

const tables = 347
const jpeg = 7
const rgb = 2

/**
 * Colors that were packed as they are (TIFF Technical Note 2): what unpacks a JPEG takes
 * three of them for brightness and two colors, unless a mark in it says that they are not.
 */
export function unpackedAsSaid(directory: Directory): void {
  const [packed, kind] = [numbers(directory, tags.packed)[0], numbers(directory, 262)[0]]
  if (packed !== jpeg || kind !== rgb || numbers(directory, 277)[0] !== 3) return
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0]
  const own = directory[`t${tables}`]
  const begin = [0xff, 0xd8]
  directory[`t${tables}`] = own instanceof Uint8Array ? [...begin, ...adobe, ...own.subarray(begin.length)] : [...begin, ...adobe, 0xff, 0xd9]
}

export type Dots = { width: number; height: number; data: Uint8ClampedArray<ArrayBuffer> }

/** A page as it is read, of one that was stored turned or mirrored (TIFF 6.0, Orientation). */
export function upright(stored: Dots, lies: number): Dots {
  if (lies <= 1 || lies > 8) return stored
  const { width, height } = stored
  const across = lies >= 5
  const out = new Uint32Array(width * height)
  const from = new Uint32Array(stored.data.buffer, stored.data.byteOffset, width * height)
  const [w, h] = across ? [height, width] : [width, height]
  // The stored row 0 is at the: 1 top, 2 top, 3 bottom, 4 bottom, 5 left, 6 right, 7 right, 8 left;
  // the stored column 0 is at the: 1 left, 2 right, 3 right, 4 left, 5 top, 6 top, 7 bottom, 8 bottom.
  const rowBack = lies === 3 || lies === 4 || lies === 6 || lies === 7
  const columnBack = lies === 2 || lies === 3 || lies === 7 || lies === 8
  for (let y = 0; y < height; y++) {
    const along = rowBack ? height - 1 - y : y
    for (let x = 0; x < width; x++) {
      const other = columnBack ? width - 1 - x : x
      out[across ? other * w + along : along * w + other] = from[y * width + x] ?? 0
    }
  }
  return { width: w, height: h, data: new Uint8ClampedArray(out.buffer) }
}
