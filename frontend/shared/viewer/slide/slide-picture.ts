import type { KeyImage } from '../../wire/key-image'
import { NotShown, Why } from '../decode/frame-info'
import type { Decoder } from '../frames'
import { within } from '../key-images'
import { drawn, scaleOf } from '../key-picture'
import type { Raster } from '../raster'
import type { Source } from '../source'
import { Cells } from './cells'
import type { Level } from './level'
import type { Seen } from './pieces'

// Of a slide that was not scanned at a coarser scale no more tiles than this are
// read for a picture: more than are drawn on the screen at once.
const mostCells = 1_000
const atOnce = 4

/**
 * A key image of a slide as it was seen, from the tiles of the coarsest scale
 * that has its every pixel. What may show the label is not read, and what cannot be
 * read makes no picture.
 */
export async function slidePicture(source: Source, decoder: Decoder, { slide, level, sight }: Seen, k: KeyImage, most: number, signal: AbortSignal): Promise<Raster> {
  const labeled = (l: Level) => l.parts.some(p => p.file.labeled)
  if (labeled(level)) throw new NotShown(Why.Label)
  const tall = slide.spacing ? slide.spacing[0] / slide.spacing[1] : 1
  const region = (k.region && within(k.region, level)) ?? { x: 0, y: 0, width: level.columns, height: level.rows }
  const by = scaleOf(region.width, region.height * tall * (level.scale.y / level.scale.x), most)
  const across = (l: Level) => l.scale.x / level.scale.x
  const down = (l: Level) => l.scale.y / level.scale.y
  const fit = slide.levels.filter(l => !labeled(l) && l.parts.some(p => p.file.paths.includes(sight.path)) && across(l) * by <= 1)
  const l = fit.reduce((best, x) => (across(x) > across(best) ? x : best), level)
  // In l's pixels, and then so many of them as one, so that little is held.
  const many = Math.max(1, Math.floor(1 / (by * across(l))))
  const [x0, y0] = [Math.floor(region.x / across(l) / many), Math.floor(region.y / down(l) / many)]
  const end = (from: number, size: number, whole: number) => Math.max(1, Math.ceil(Math.min(whole, from + size) / many))
  const columns = end(region.x / across(l), region.width / across(l), l.columns) - x0
  const rows = end(region.y / down(l), region.height / down(l), l.rows) - y0
  const cells: [number, number][] = []
  const [left, right] = [Math.floor((x0 * many) / l.tile.columns), Math.min(l.across, Math.ceil(((x0 + columns) * many) / l.tile.columns))]
  const [top, bottom] = [Math.floor((y0 * many) / l.tile.rows), Math.min(l.down, Math.ceil(((y0 + rows) * many) / l.tile.rows))]
  if ((right - left) * (bottom - top) > mostCells) throw new NotShown(Why.Large)
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) cells.push([x, y])
  const sums = new Float64Array(3 * columns * rows)
  const counts = new Uint32Array(columns * rows)
  const reader = new Cells(source, decoder, [l], sight)
  const next = async () => {
    for (let cell = cells.shift(); cell; cell = cells.shift()) {
      const [cx, cy] = cell
      const { width, height, rgba } = await reader.colors(0, cx, cy, signal)
      for (let y = 0; y < height; y++) {
        const row = Math.floor((cy * l.tile.rows + y) / many) - y0
        if (row < 0 || row >= rows) continue
        for (let x = 0; x < width; x++) {
          const column = Math.floor((cx * l.tile.columns + x) / many) - x0
          if (column < 0 || column >= columns) continue
          const at = row * columns + column
          const from = 4 * (y * width + x)
          for (let c = 0; c < 3; c++) sums[3 * at + c] = (sums[3 * at + c] ?? 0) + (rgba[from + c] ?? 0)
          counts[at] = (counts[at] ?? 0) + 1
        }
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, next))
  const bytes = new Uint8ClampedArray(sums.length)
  for (let i = 0; i < sums.length; i++) bytes[i] = Math.round((sums[i] ?? 0) / Math.max(1, counts[Math.floor(i / 3)] ?? 1))
  const moved = (x: number, y: number): [number, number] => [x / across(l) / many - x0, y / down(l) / many - y0]
  const [x, y] = moved(region.x, region.y)
  return drawn(
    { columns, rows, aspect: tall * (l.scale.y / l.scale.x), channels: 3, bytes },
    {
      ...k,
      window: undefined,
      region: { x, y, width: region.width / across(l) / many, height: region.height / down(l) / many },
      arrows: k.arrows?.map(a => ({ from: moved(...a.from), to: moved(...a.to) })),
    },
    most,
  )
}
