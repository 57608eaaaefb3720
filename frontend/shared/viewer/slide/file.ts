// One file of a whole slide: how it is put together, and what a decoder must know of its tiles.
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

/** What parts say they are of, which parts of one image say alike. */
export function sizeOf({ role, columns, rows, tile_columns, tile_rows }: SlideFile): string {
  return JSON.stringify([role, columns, rows, tile_columns, tile_rows])
}

/** Whether a file that goes row by row has every frame of its image. */
export function isAll(f: SlideFile): boolean {
  return f.frames >= Math.ceil(f.columns / f.tile_columns) * Math.ceil(f.rows / f.tile_rows) * f.focus.length * f.paths.length
}

/** Whether it is known where a file's frames lie: it says it of each, or they are counted through. */
export function isPlaced({ tiles, offset }: SlideFile): boolean {
  return tiles.length > 0 || offset >= 0
}

/** The heights of a file's focal planes; of planes whose heights nobody says, their order. */
export function planesOf(f: SlideFile): number[] {
  const said = new Set(f.focus).size === f.focus.length
  return f.focus.map((h, i) => (said ? Math.round(h * 1e4) / 1e4 : i))
}

export function spacingOf(f: SlideFile): [number, number] | null {
  const [row, column] = f.spacing
  return row && column ? [row, column] : null
}

/** Whether a tile's numbers stand for colors of a table, which the record's dataset has. */
export function hasPalette(f: SlideFile): boolean {
  return f.photometric === 'PALETTE COLOR'
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
