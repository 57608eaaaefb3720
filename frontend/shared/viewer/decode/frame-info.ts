// What a decoder must know of a frame, taken from its dataset. Plain data: it
// crosses to the worker.

/** A table of DICOM (PS3.3 C.11.1.1): what lies below the first value maps to the first entry, what lies above to the last. */
export type Lut = { first: number; bits: number; data: Uint16Array; label: string }

export type Modality = { slope: number; intercept: number; lut?: Lut }

export type Palette = { first: number; red: Uint16Array; green: Uint16Array; blue: Uint16Array; /** Of an entry: 8 or 16. */ bits: 8 | 16 }

export type FrameInfo = {
  rows: number
  columns: number
  samples: number
  photometric: string
  /** Colors by plane (1) or by pixel (0). */
  planar: number
  allocated: number
  stored: number
  highBit: number
  signed: boolean
  /** Float Pixel Data or Double Float Pixel Data. */
  float: boolean
  modality: Modality
  palette?: Palette
}

/** What a decoder answers: values after the modality's own mapping (HU for CT), or colors of 8 bits. */
export type Gray = {
  kind: 'gray'
  rows: number
  columns: number
  values: Int16Array | Uint16Array | Uint8Array | Float32Array
  min: number
  max: number
}
export type Color = { kind: 'color'; rows: number; columns: number; /** Three bytes a pixel. */ rgb: Uint8Array }
export type Picture = Gray | Color

export const Why = {
  /** Fewer bytes than the header promises. */
  Short: 'short',
  /** The compressed data are of another size than the header says. */
  Lies: 'lies',
  /** The codec gave up. */
  Codec: 'codec',
  /** No codec for this transfer syntax. */
  Syntax: 'syntax',
  Video: 'video',
  /** A kind of color that nobody uses any more, or samples that do not fit it. */
  Photometric: 'photometric',
  /** Bits that make no sense, or that no screen shows. */
  Bits: 'bits',
  Palette: 'palette',
  Large: 'large',
  Empty: 'empty',
  /** What the file says of this frame was not read to its end. */
  Untold: 'untold',
  /** A small picture, or a key image, of what may show a slide's label. */
  Label: 'label',
  /** A key image was seen under a presentation state that is not here, or is another one now. */
  State: 'state',
  /** Said by whoever read the file, in a sentence. */
  Said: 'said',
} as const
export type Why = (typeof Why)[keyof typeof Why]

/** A frame that cannot be shown, with the reason; nothing wrong is shown in its place. */
export class NotShown extends Error {
  readonly why: Why
  readonly detail: string
  constructor(why: Why, detail = '') {
    super(`${why} ${detail}`.trim())
    this.name = 'NotShown'
    this.why = why
    this.detail = detail
  }
}

/** How many bytes a decoded frame may have; more would take the page with it. */
export const largest = 512 * 1024 * 1024
