// What the images of a series make together: slides, each a pyramid of levels,
// with the small pictures that were taken beside it.
import type { FrameInfo, Palette } from '../decode/frame-info'
import { NotShown, Why } from '../decode/frame-info'

/** How one record of a whole slide is put together, as Go says it (docs/CONSOLE.md). */
export type SlideFile = {
  role: string
  container: string
  pyramid: string
  space: string
  columns: number
  rows: number
  tile_columns: number
  tile_rows: number
  frames: number
  /** Between rows, between columns, mm; empty where nobody says. */
  spacing: number[]
  power: number
  /** Heights of the focal planes, µm; all the same where nobody says them. */
  focus: number[]
  paths: string[]
  labeled: boolean
  profile: boolean
  concatenation: string
  /** Frames in the parts before; -1: not said. */
  offset: number
  /** Which part of how many; 0: not said. */
  part: number
  parts: number
  /** Of each frame: left column, upper row, focal plane, optical path; empty where they go row by row. */
  tiles: number[]
  samples: number
  photometric: string
  planar: number
  allocated: number
  stored: number
  high_bit: number
  signed: boolean
  window: number[]
}

/** A file, with the record that it is and the instance that others name. */
export type Part = { record: string; uid: string; file: SlideFile }

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

export type Slide = {
  /** The coarsest first. */
  levels: Level[]
  label?: Level
  overview?: Level
  /** mm of a pixel of the finest level: its height and width. */
  spacing: [number, number] | null
  /** Of the lens; 0 where nobody says. */
  power: number
  /** Heights of the focal planes, the lowest first. */
  focus: number[]
  paths: string[]
  labeled: boolean
  profile: boolean
  /** Files of its levels that are not here. */
  missing: number
  /** Files of its levels that do not say where they lie. */
  unplaced: number
  /** Files that contradict others of it: they claim the same place, or another size of the whole. */
  disputed: number
}

/**
 * The slides of a series, and the labels and overviews in it that belong to none
 * of them. What was scanned in another space or pyramid is another slide, also
 * where both are said to be of one container: an anonymizer gives all the same.
 */
export function slidesOf(all: Part[]): { slides: Slide[]; alone: Level[] } {
  const groups = new Map<string, Part[]>()
  const beside: Part[] = []
  for (const p of all) {
    const { role, container, space, pyramid } = p.file
    if (role !== 'volume') {
      beside.push(p)
      continue
    }
    const key = JSON.stringify([container, space, pyramid])
    groups.set(key, [...(groups.get(key) ?? []), p])
  }
  const volumes = [...groups.values()]
  // A picture beside is of the slide in whose space it was taken, else of the only slide of its container.
  const alone = new Map<string, Part[]>()
  for (const p of beside) {
    const like = volumes.filter(g => g[0]?.file.container === p.file.container)
    const near = like.filter(g => g[0]?.file.space === p.file.space)
    const [own] = near.length === 1 ? near : like
    if (own && (near.length === 1 || like.length === 1)) own.push(p)
    else {
      const key = JSON.stringify([p.file.container, p.file.space])
      alone.set(key, [...(alone.get(key) ?? []), p])
    }
  }
  const slides = disputed([...volumes, ...alone.values()].flatMap(slidesIn), all)
  const placed = new Set(slides.flatMap(s => [...s.levels, s.label, s.overview].flatMap(l => l?.parts ?? [])))
  const pictures = joined(all.filter(p => p.file.role === 'label' || p.file.role === 'overview')).filter(i => !i.parts.some(p => placed.has(p)))
  return { slides, alone: pictures.map(levelOf) }
}

/** The slide that the parts make; images that are no levels of it are slides of their own. */
function slidesIn(parts: Part[]): Slide[] {
  const images = joined(parts)
  const of = (role: string) => images.filter(i => i.parts[0]?.file.role === role).map(levelOf).sort((a, b) => b.columns - a.columns)
  const volumes = of('volume')
  const [finest] = volumes.length > 0 ? volumes : of('thumbnail')
  if (!finest) return []
  const spacing = spacingOf(first(finest).file)
  const shape = finest.columns / finest.rows
  const levels: Level[] = []
  const apart: Part[] = []
  for (const l of [...volumes, ...of('thumbnail')]) {
    const own = spacingOf(first(l).file)
    const volume = first(l).file.role === 'volume'
    // By what a pixel measures where both say it; a level that does not show the whole is none.
    const scale = spacing && own && volume ? { x: own[1] / spacing[1], y: own[0] / spacing[0] } : { x: finest.columns / l.columns, y: finest.rows / l.rows }
    const whole = Math.abs((l.columns * scale.x) / finest.columns - 1) < 0.05 && Math.abs((l.rows * scale.y) / finest.rows - 1) < 0.05 && Math.abs(l.columns / l.rows / shape - 1) < 0.05
    const known = levels.find(k => Math.abs(k.columns / l.columns - 1) < 0.01)
    if (whole && !known) levels.push({ ...l, scale })
    else if (whole && known && volume && complements(known, l)) {
      known.parts.push(...l.parts)
      known.focus = together(known.parts)
      known.missing += l.missing
      known.unplaced += l.unplaced
      known.twice += l.twice
    }
    else if (volume) apart.push(...l.parts)
  }
  const within = levels.filter(l => first(l).file.role === 'volume').flatMap(l => l.parts)
  const union = (v: string[][]) => [...new Set(v.flat())]
  const slide: Slide = {
    levels: levels.sort((a, b) => a.columns - b.columns),
    label: of('label')[0],
    overview: of('overview')[0],
    spacing,
    power: Math.max(0, ...parts.map(p => p.file.power)),
    focus: levels.map(l => l.focus).reduce((a, b) => (b.length > a.length ? b : a), [0]),
    paths: union(within.map(p => p.file.paths)),
    labeled: within.some(p => p.file.labeled),
    profile: parts.some(p => p.file.profile),
    missing: levels.reduce((n, l) => n + l.missing, 0),
    unplaced: levels.reduce((n, l) => n + l.unplaced, 0),
    disputed: levels.reduce((n, l) => n + l.twice + disputedOf(l), 0),
  }
  return [slide, ...(apart.length > 0 && apart.length < parts.length ? slidesIn(apart) : [])]
}

/** Whether one level shows by another optical path what the other shows. */
function complements(known: Level, l: Level): boolean {
  const paths = new Set(known.parts.flatMap(p => p.file.paths))
  return first(known).file.role === 'volume' && known.tile.columns === l.tile.columns && known.tile.rows === l.tile.rows && known.columns === l.columns && known.rows === l.rows && !first(l).file.paths.some(p => paths.has(p))
}

/** What parts say they are of, which parts of one image say alike. */
function sizeOf({ role, columns, rows, tile_columns, tile_rows }: SlideFile): string {
  return JSON.stringify([role, columns, rows, tile_columns, tile_rows])
}

/** Adds the files of an image whose parts are of several sizes: which of them is right nobody can tell. */
function disputed(slides: Slide[], all: Part[]): Slide[] {
  const sizes = new Map<string, Set<string>>()
  for (const { file } of all) {
    if (file.concatenation) sizes.set(file.concatenation, (sizes.get(file.concatenation) ?? new Set()).add(sizeOf(file)))
  }
  const odd = (p: Part) => (sizes.get(p.file.concatenation)?.size ?? 0) > 1
  return slides.map(s => ({ ...s, disputed: s.disputed + s.levels.flatMap(l => l.parts).filter(odd).length }))
}

/** How many files of a level claim a place that another has, or one place twice. */
function disputedOf(level: Level): number {
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
function joined(parts: Part[]): Image[] {
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

/** Whether a file that goes row by row has every frame of its image. */
function isAll(f: SlideFile): boolean {
  return f.frames >= Math.ceil(f.columns / f.tile_columns) * Math.ceil(f.rows / f.tile_rows) * f.focus.length * f.paths.length
}

/** Whether it is known where a file's frames lie: it says it of each, or they are counted through. */
function isPlaced({ tiles, offset }: SlideFile): boolean {
  return tiles.length > 0 || offset >= 0
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

/** The heights of a file's focal planes; of planes whose heights nobody says, their order. */
function planesOf(f: SlideFile): number[] {
  const said = new Set(f.focus).size === f.focus.length
  return f.focus.map((h, i) => (said ? Math.round(h * 1e4) / 1e4 : i))
}

function together(parts: Part[]): number[] {
  return [...new Set(parts.flatMap(p => planesOf(p.file)))].sort((a, b) => a - b)
}

/** The plane nearest to a height. */
export function nearest(focus: number[], height: number): number {
  return focus.reduce((best, h) => (Math.abs(h - height) < Math.abs(best - height) ? h : best), focus[0] ?? 0)
}

function levelOf({ parts, twice }: Image): Level {
  const f = parts[0]?.file as SlideFile
  const tile = { columns: f.tile_columns, rows: f.tile_rows }
  return { parts, columns: f.columns, rows: f.rows, tile, across: Math.ceil(f.columns / tile.columns), down: Math.ceil(f.rows / tile.rows), scale: { x: 1, y: 1 }, focus: together(parts), missing: missingOf(parts), unplaced: unplacedOf(parts), twice }
}

export function first(l: Level): Part {
  return l.parts[0] as Part
}

function spacingOf(f: SlideFile): [number, number] | null {
  const [row, column] = f.spacing
  return row && column ? [row, column] : null
}

/** A frame and where its upper left corner lies in a level. */
export type Piece = { part: Part; frame: number; x: number; y: number }

/** focus: a height, of which each level shows its nearest plane. */
export type Sight = { focus: number; path: string }

/**
 * The frames of a level by the place where they lie. A level is cut into cells of
 * the size of a tile; a tile that lies askew is in up to four of them.
 */
export function piecesOf(level: Level, sight: Sight): (x: number, y: number) => Piece[] {
  const height = nearest(level.focus, sight.focus)
  const lookups = level.parts.flatMap(part => {
    const path = part.file.paths.indexOf(sight.path)
    const focus = planesOf(part.file).indexOf(height)
    if (path < 0 || focus < 0) return []
    return [part.file.tiles.length > 0 ? placed(level, part, focus, path) : rowByRow(level, part, focus, path)]
  })
  return (x, y) => lookups.flatMap(of => of(x, y))
}

function rowByRow(level: Level, part: Part, focus: number, path: number) {
  const { frames, offset, focus: planes } = part.file
  if (!isPlaced(part.file)) return () => []
  const before = (path * planes.length + focus) * level.down
  return (x: number, y: number): Piece[] => {
    const frame = (before + y) * level.across + x - offset
    return frame >= 0 && frame < frames ? [{ part, frame: frame + 1, x: x * level.tile.columns, y: y * level.tile.rows }] : []
  }
}

function placed(level: Level, part: Part, focus: number, path: number) {
  const { tiles } = part.file
  const cells = new Map<number, Piece[]>()
  for (let i = 0; i + 3 < tiles.length; i += 4) {
    if (tiles[i + 2] !== focus || tiles[i + 3] !== path) continue
    const [x = 0, y = 0] = [tiles[i], tiles[i + 1]]
    const right = Math.min(level.across - 1, Math.floor((x + level.tile.columns - 1) / level.tile.columns))
    const bottom = Math.min(level.down - 1, Math.floor((y + level.tile.rows - 1) / level.tile.rows))
    for (let cy = Math.floor(y / level.tile.rows); cy <= bottom; cy++) {
      for (let cx = Math.floor(x / level.tile.columns); cx <= right; cx++) {
        const key = cy * level.across + cx
        const own = cells.get(key)
        const piece = { part, frame: i / 4 + 1, x, y }
        if (own) own.push(piece)
        else cells.set(key, [piece])
      }
    }
  }
  return (x: number, y: number) => cells.get(y * level.across + x) ?? []
}

/** Whether a tile's numbers stand for colors of a table, which the record's dataset has. */
export function hasPalette(f: SlideFile): boolean {
  return f.photometric === 'PALETTE COLOR'
}

/** The focal plane and the light that a frame of a level shows; null where that hangs on its place, which nobody says. */
function sightOf(level: Level, { file }: Part, frame: number): Sight | null {
  if (!isPlaced(file)) return file.focus.length === 1 && file.paths.length === 1 ? { focus: planesOf(file)[0] ?? 0, path: file.paths[0] ?? '' } : null
  const n = Math.floor((frame - 1 + file.offset) / (level.across * level.down))
  const [plane, path] = file.tiles.length > 0 ? [file.tiles[4 * frame - 2], file.tiles[4 * frame - 1]] : [n % file.focus.length, Math.floor(n / file.focus.length)]
  return { focus: planesOf(file)[plane ?? 0] ?? 0, path: file.paths[path ?? 0] ?? '' }
}

/**
 * The file and frame by which a level is named as it is seen: its first where that
 * is of this focal plane and light, else the tile at a place of it, else any.
 */
export function frameAt(level: Level, sight: Sight, x: number, y: number): { part: Part; frame: number } | null {
  const own = isPlaced(first(level).file) ? sightOf(level, first(level), 1) : null
  if (own && own.focus === nearest(level.focus, sight.focus) && own.path === sight.path) return { part: first(level), frame: 1 }
  const pieces = piecesOf(level, sight)
  const within = (v: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(v)))
  const [here] = pieces(within(x / level.tile.columns, level.across), within(y / level.tile.rows, level.down))
  if (here) return here
  for (let i = 0; i < level.across * level.down; i++) {
    const [any] = pieces(i % level.across, Math.floor(i / level.across))
    if (any) return any
  }
  return null
}

/** A level of a slide, as a key image names it: in its pixels are region and arrows. */
export type Seen = { slide: Slide; level: Level; sight: Sight }

/** What of these slides an image of them is, by record and instance; null where it is of none. */
export function seenIn(slides: Slide[], { record, sop, frame }: { record: string; sop: string; frame: number }): Seen | null {
  for (const slide of slides) {
    for (const level of slide.levels) {
      const part = level.parts.find(p => p.record === record && p.uid === sop)
      if (!part) continue
      const sight = sightOf(level, part, frame)
      if (!sight) return null
      return { slide, level, sight: { ...sight, focus: nearest(slide.focus, sight.focus) } }
    }
  }
  return null
}

/** What a decoder must know of a tile. */
export function tileInfo(f: SlideFile, palette?: Palette): FrameInfo {
  if (hasPalette(f) && !palette) throw new NotShown(Why.Palette)
  return {
    palette,
    rows: f.tile_rows,
    columns: f.tile_columns,
    samples: f.samples,
    photometric: f.photometric,
    planar: f.planar,
    allocated: f.allocated,
    stored: f.stored,
    highBit: f.high_bit,
    signed: f.signed,
    float: false,
    modality: { slope: 1, intercept: 0 },
  }
}

/** The magnification at which a pixel of the screen stands for so many mm; glass at 10 times is about 1 µm. */
export function magnification(slide: Slide, zoom: number): { times: number; about: boolean } | null {
  if (slide.power > 0) return { times: slide.power * zoom, about: false }
  if (slide.spacing) return { times: (0.01 / slide.spacing[1]) * zoom, about: true }
  return null
}

/** A length that is good to read, of at most so many pixels. */
export function scaleBar(mmPerPixel: number, most: number): { pixels: number; text: string } {
  const longest = mmPerPixel * most
  const ten = 10 ** Math.floor(Math.log10(longest))
  const mm = ([5, 2, 1].find(n => n * ten <= longest) ?? 1) * ten
  const plain = (v: number) => String(Number(v.toPrecision(6)))
  return { pixels: mm / mmPerPixel, text: mm >= 1 ? `${plain(mm)} mm` : mm >= 0.001 ? `${plain(mm * 1000)} µm` : `${plain(mm * 1e6)} nm` }
}
