// Which frames of a level lie where, and what of a slide a frame shows.
import { isPlaced, type Part, planesOf } from './file'
import { first, type Level, nearest } from './level'
import type { Slide } from './pyramid'

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
