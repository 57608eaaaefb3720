// One image of a whole slide: which files it was sent in, what of it is here, and where that lies.
import { isAll, isPlaced, type Part, planesOf, sizeOf, type SlideFile } from './file'

/** One image of a slide in one or several files. */
export type Level = {
  parts: Part[]
  columns: number
  rows: number
  tile: { columns: number; rows: number }
  /** Tiles across and down. */
  across: number
  down: number
  /** How wide and high a pixel is, measured by one of the finest level. */
  scale: { x: number; y: number }
  /** Heights of the focal planes that its parts have together. */
  focus: number[]
  /** Files of it that are not here, as far as those that are say it. */
  missing: number
  /** Files of it that are here and do not say where they lie: they are not shown. */
  unplaced: number
  /** Files that call themselves a part that another one is: they are not shown. */
  twice: number
}

export function first(l: Level): Part {
  return l.parts[0] as Part
}

/** The plane nearest to a height. */
export function nearest(focus: number[], height: number): number {
  return focus.reduce((best, h) => (Math.abs(h - height) < Math.abs(best - height) ? h : best), focus[0] ?? 0)
}

export function levelOf({ parts, twice }: Image): Level {
  const f = parts[0]?.file as SlideFile
  const tile = { columns: f.tile_columns, rows: f.tile_rows }
  return { parts, columns: f.columns, rows: f.rows, tile, across: Math.ceil(f.columns / tile.columns), down: Math.ceil(f.rows / tile.rows), scale: { x: 1, y: 1 }, focus: together(parts), missing: missingOf(parts), unplaced: unplacedOf(parts), twice }
}

export function together(parts: Part[]): number[] {
  return [...new Set(parts.flatMap(p => planesOf(p.file)))].sort((a, b) => a - b)
}

/** How many files are not here: as they are counted, else one for each run of frames that nobody has, but for files that may belong there. */
function missingOf(parts: Part[]): number {
  const count = Math.max(0, ...parts.map(p => p.file.parts), ...parts.map(p => p.file.part))
  if (parts[0]?.file.concatenation === '') return 0
  if (count > 0) return Math.max(0, count - parts.length)
  let reached = 0
  let runs = 0
  for (const { file } of parts) {
    if (file.offset > reached) runs++
    if (file.offset >= 0) reached = Math.max(reached, file.offset + file.frames)
  }
  return Math.max(0, runs - unplacedOf(parts))
}

function unplacedOf(parts: Part[]): number {
  return parts.filter(p => !isPlaced(p.file)).length
}

/** How many files of a level claim a place that another has, or one place twice. */
export function disputedOf(level: Level): number {
  const paths = [...new Set(level.parts.flatMap(p => p.file.paths))]
  const taken = new Set<number>()
  return level.parts.filter(part => {
    const { file } = part
    if (!isPlaced(file)) return false
    const planes = planesOf(file).map(h => level.focus.indexOf(h))
    const lights = file.paths.map(p => paths.indexOf(p))
    const before = taken.size
    let claimed = 0
    const claim = (x: number, y: number, plane: number, light: number) => {
      claimed++
      taken.add((((lights[light] ?? 0) * level.focus.length + (planes[plane] ?? 0)) * (level.rows + level.tile.rows) + y) * (level.columns + level.tile.columns) + x)
    }
    if (file.tiles.length > 0) for (let i = 0; i + 3 < file.tiles.length; i += 4) claim(file.tiles[i] ?? 0, file.tiles[i + 1] ?? 0, file.tiles[i + 2] ?? 0, file.tiles[i + 3] ?? 0)
    else {
      const plane = level.across * level.down
      const end = Math.min(file.offset + file.frames, plane * planes.length * lights.length)
      for (let n = file.offset; n < end; n++) {
        const [at, sight] = [n % plane, Math.floor(n / plane)]
        claim((at % level.across) * level.tile.columns, Math.floor(at / level.across) * level.tile.rows, sight % planes.length, Math.floor(sight / planes.length))
      }
    }
    return taken.size - before < claimed
  }).length
}

type Image = { parts: Part[]; twice: number }

/** The files of each image: one, or the parts of one that was sent in several. */
export function joined(parts: Part[]): Image[] {
  const out = new Map<string, Part[]>()
  parts.forEach((p, i) => {
    const { concatenation } = p.file
    const key = concatenation ? concatenation + sizeOf(p.file) : `alone ${i}`
    out.set(key, [...(out.get(key) ?? []), p])
  })
  return [...out.values()].map(all => {
    const parts = inTurn(all)
    return { parts, twice: all.length - parts.length }
  })
}

/**
 * The parts of an image one after the other, each once, with the frames before it
 * counted where the file does not say them: from the first number without a gap.
 * What has neither number nor offset lies nowhere, unless it is all of the image.
 */
function inTurn(parts: Part[]): Part[] {
  const sorted = [...parts].sort((a, b) => a.file.part - b.file.part || a.file.offset - b.file.offset)
  const once = sorted.filter((p, i) => p.file.part === 0 || p.file.part !== sorted[i - 1]?.file.part)
  let next = { part: 1, offset: 0 }
  return once.map(p => {
    const { file } = p
    const counted = file.part === next.part ? next.offset : once.length === 1 && file.part === 0 && isAll(file) ? 0 : -1
    const offset = file.offset < 0 ? counted : file.offset
    if (file.part > 0) next = { part: file.part + 1, offset: offset < 0 ? -1 : offset + file.frames }
    return offset === file.offset ? p : { ...p, file: { ...file, offset } }
  })
}
