import { Fault } from '../../fault'
import { NotShown, type Palette, type Picture, Why } from '../decode/frame-info'
import { paletteOf } from '../describe'
import type { Decoder } from '../frames'
import type { Source } from '../source'
import { hasPalette, type Part, tileInfo } from './file'
import { first, type Level } from './level'
import { type Piece, piecesOf, type Sight } from './pieces'

/** Parts of the slide that could not be read, and why: for people, who would take a blank for glass. */
export type Failure = { level: number; fault: NotShown | Error }

const tries = 3
const unscannedGray = 140
const unscanned = `rgb(${unscannedGray} ${unscannedGray} ${unscannedGray})` // as slide.module.css has it around the slide

/** Draws the cells of a slide's levels, each from the tiles that lie in it. */
export class Cells {
  private readonly pieces: ((x: number, y: number) => Piece[])[]
  private readonly source: Source
  private readonly decoder: Decoder
  private readonly levels: Level[]
  private readonly palettes = new Map<string, Promise<Palette | undefined>>()

  constructor(source: Source, decoder: Decoder, levels: Level[], sight: Sight) {
    this.source = source
    this.decoder = decoder
    this.levels = levels
    this.pieces = levels.map(l => piecesOf(l, sight))
  }

  /** A cell as wide and high as it is in the slide; what was not scanned stays gray. */
  async draw(level: number, x: number, y: number, signal: AbortSignal, failed: (f: Failure) => void): Promise<CanvasRenderingContext2D> {
    const l = this.levels[level] as Level
    const left = x * l.tile.columns
    const top = y * l.tile.rows
    const canvas = document.createElement('canvas')
    canvas.width = Math.min(l.tile.columns, l.columns - left)
    canvas.height = Math.min(l.tile.rows, l.rows - top)
    const ctx = canvas.getContext('2d', { alpha: false })
    if (!ctx) throw new NotShown(Why.Large)
    const pieces = this.pieces[level]?.(x, y) ?? []
    ctx.fillStyle = unscanned
    ctx.fillRect(0, 0, canvas.width, canvas.height)
    for (const p of pieces) {
      try {
        ctx.putImageData(imageOf(await this.picture(p, signal), p.part.file.window, p.part.file.stored), p.x - left, p.y - top)
      } catch (e) {
        if (signal.aborted) throw e
        hatch(ctx, p.x - left, p.y - top, l.tile.columns, l.tile.rows)
        failed({ level, fault: e instanceof Error ? e : new Error() })
      }
    }
    return ctx
  }

  /** The colors of a file's tiles, read once; the next tile asks again where that did not succeed. */
  private palette({ record, file }: Part): Promise<Palette | undefined> | undefined {
    if (!hasPalette(file)) return undefined
    let known = this.palettes.get(record)
    if (!known) {
      known = this.source.dataset(record).then(ds => paletteOf(ds, file.signed))
      known.catch(() => this.palettes.delete(record))
      this.palettes.set(record, known)
    }
    return known
  }

  /** A cell's colors, four bytes a pixel, for a picture that is kept: of a part that cannot be read it fails. */
  async colors(level: number, x: number, y: number, signal: AbortSignal): Promise<{ width: number; height: number; rgba: Uint8ClampedArray }> {
    const l = this.levels[level] as Level
    const [left, top] = [x * l.tile.columns, y * l.tile.rows]
    const [width, height] = [Math.min(l.tile.columns, l.columns - left), Math.min(l.tile.rows, l.rows - top)]
    const rgba = new Uint8ClampedArray(4 * width * height).fill(unscannedGray)
    for (const p of this.pieces[level]?.(x, y) ?? []) {
      const tile = imageOf(await this.picture(p, signal), p.part.file.window, p.part.file.stored)
      const [dx, dy] = [p.x - left, p.y - top]
      const [from, to] = [Math.max(0, dx), Math.min(width, dx + tile.width)]
      for (let row = Math.max(0, dy); row < Math.min(height, dy + tile.height); row++) {
        const at = 4 * ((row - dy) * tile.width + from - dx)
        rgba.set(tile.data.subarray(at, at + 4 * (to - from)), 4 * (row * width + from))
      }
    }
    return { width, height, rgba }
  }

  private async picture(p: Piece, signal: AbortSignal): Promise<Picture> {
    for (let i = 1; ; i++) {
      try {
        const { bytes, syntax } = await this.source.frame(p.part.record, p.frame, signal)
        if (bytes.length === 0) throw new NotShown(Why.Empty)
        return await this.decoder.decode(tileInfo(p.part.file, await this.palette(p.part)), bytes, syntax)
      } catch (e) {
        // What the file does is the same next time; the way to it may be better.
        const passing = !(e instanceof NotShown) && !(e instanceof Fault && e.kind !== 'unreachable')
        if (signal.aborted || !passing || i === tries) throw e
        await new Promise(done => setTimeout(done, 500 * i))
      }
    }
  }
}

/** A whole small image, a label or an overview. */
export async function wholeOf(source: Source, decoder: Decoder, level: Level, signal: AbortSignal): Promise<HTMLCanvasElement> {
  if (level.columns * level.rows > 36e6) throw new NotShown(Why.Large)
  const cells = new Cells(source, decoder, [level], { focus: 0, path: first(level).file.paths[0] ?? '' })
  const canvas = document.createElement('canvas')
  canvas.width = level.columns
  canvas.height = level.rows
  const ctx = canvas.getContext('2d', { alpha: false })
  for (let y = 0; y < level.down; y++) {
    for (let x = 0; x < level.across; x++) {
      const cell = await cells.draw(0, x, y, signal, f => {
        throw f.fault
      })
      ctx?.drawImage(cell.canvas, x * level.tile.columns, y * level.tile.rows)
    }
  }
  return canvas
}

/** Colors as they were decoded; gray by its window, or the whole of its bits. */
function imageOf(p: Picture, window: number[], stored: number): ImageData {
  const n = p.rows * p.columns
  const out = new Uint8ClampedArray(4 * n)
  if (p.kind === 'color') {
    for (let i = 0, at = 0; i < n; i++, at += 4) {
      out[at] = p.rgb[3 * i] ?? 0
      out[at + 1] = p.rgb[3 * i + 1] ?? 0
      out[at + 2] = p.rgb[3 * i + 2] ?? 0
      out[at + 3] = 255
    }
  } else {
    const [center, width] = window
    const low = center !== undefined && width !== undefined ? center - width / 2 : 0
    const by = 255 / (center !== undefined && width ? width : 2 ** stored - 1)
    for (let i = 0, at = 0; i < n; i++, at += 4) {
      out[at] = out[at + 1] = out[at + 2] = ((p.values[i] ?? 0) - low) * by
      out[at + 3] = 255
    }
  }
  return new ImageData(out, p.columns, p.rows)
}

/** Nobody may take what could not be read for glass, or for the blur of a coarser level. */
function hatch(ctx: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(x, y, width, height)
  ctx.clip()
  ctx.fillStyle = 'rgb(58 58 58)'
  ctx.fillRect(x, y, width, height)
  ctx.strokeStyle = 'rgb(160 160 160)'
  ctx.lineWidth = 2
  ctx.beginPath()
  for (let at = -height; at < width; at += 24) {
    ctx.moveTo(x + at, y + height)
    ctx.lineTo(x + at + height, y)
  }
  ctx.stroke()
  ctx.restore()
}
