import { bytes, type DicomJson, element, isCut, items, number, numbers, strings, text, vector } from './dataset'
import { type FrameInfo, type Lut, type Modality, NotShown, type Palette, Why } from './decode/frame-info'
import { descriptor, entries, expand, palette } from './decode/lut'
import { type Overlay, overlaysOf } from './overlay'

export type Window = { center: number; width: number; label: string }
export type Shape = 'linear' | 'exact' | 'sigmoid'

/** A part of an ultrasound image with a scale of its own; in pixels, and mm for each: 0 where it has no lengths, as a trace of speed over time. */
export type Region = { x0: number; y0: number; x1: number; y1: number; dx: number; dy: number }

/** Everything that is shown of a frame besides its pixels. */
export type Described = {
  info: FrameInfo
  /** MONOCHROME1, or a presentation that asks for the inverse. */
  inverse: boolean
  unit: string
  windows: Window[]
  shape: Shape
  voiLuts: Lut[]
  /** Values outside of the picture, after the modality's mapping. */
  padding: [number, number] | null
  /** Between rows, between columns, mm; null where nobody says. */
  spacing: [number, number] | null
  /** Measured at the detector: lengths are of the shadow, not of the body. */
  atDetector: boolean
  /** Height of a pixel to its width. */
  aspect: number
  regions: Region[]
  position: [number, number, number] | null
  orientation: [number, number, number, number, number, number] | null
  thickness: number | null
  frameOfReference: string
  /** Which way the rows and the columns run, where there is no orientation in space: "L\\F". */
  patientOrientation: [string, string] | null
  modality: string
  sop: string
  /** Whom the file itself names: "Family, Given"; sex and birth date as it says them. */
  patient: { name: string; sex: string; birthDate: string }
  /** When it was taken: date as YYYY-MM-DD, time as HH:MM. */
  date: string
  time: string
  laterality: string
  view: string
  /** The view as a code (PS3.16 CID 4014). */
  viewCode: string
  kv: number | null
  /** Milliseconds between frames, of a run. */
  frameTime: number | null
  /** The same on average over its file's frames. */
  meanTime: number | null
  lossy: boolean
  /** It may show the label of a slide, on which a name may be written. */
  glass: boolean
  overlays: Overlay[]
  /** There are overlays that are not drawn. */
  overlaysLeft: boolean
  /** Some of its values are meant to be seen in colors, as of a map over anatomy; they are gray here. */
  colorsLeft: boolean
}

const xray = ['1.2.840.10008.5.1.4.1.1.12.1', '1.2.840.10008.5.1.4.1.1.12.2', '1.2.840.10008.5.1.4.1.1.12.1.1', '1.2.840.10008.5.1.4.1.1.12.2.1']

/** A macro's item for a frame: its own, else the one that all frames share. */
function macro(ds: DicomJson, frame: number, tag: string): DicomJson | undefined {
  return items(items(ds, '52009230')[frame - 1], tag)[0] ?? items(items(ds, '52009229')[0], tag)[0]
}

const macros = { values: '00289145', measures: '00289110', voi: '00289132', position: '00209113', orientation: '00209116' }

/**
 * Whether what the file says of a frame came here. Of a long file the last frames
 * may be without it, and would be measured with values that are not theirs.
 */
function isTold(ds: DicomJson, frame: number): boolean {
  const all = items(ds, '52009230')
  const [first, own] = [all[0], all[frame - 1]]
  const whole = (tag: string) => {
    const said = items(own, tag)[0]
    return said !== undefined && !isCut(said) && Object.values(said).every(el => el?.bytes === undefined)
  }
  // A macro that is said of each frame is said of all of them (PS3.3 C.7.6.16).
  const each = Object.values(macros).filter(tag => element(first, tag) || element(own, tag))
  if (!isCut(ds)) return !each.includes(macros.values) || element(own, macros.values) !== undefined
  const grouped = element(ds, '52009229') !== undefined || element(ds, '52009230') !== undefined
  return each.every(whole) && !(grouped && all.length < frame)
}

/** A frame, counted from 1, of a dataset. */
export function describe(ds: DicomJson, frame: number): Described {
  if (!isTold(ds, frame)) throw new NotShown(Why.Untold)
  const sop = text(ds, '00080016')
  const modality = text(ds, '00080060')
  const measures = macro(ds, frame, macros.measures) ?? ds
  const values = macro(ds, frame, macros.values) ?? ds
  const voi = macro(ds, frame, macros.voi) ?? ds
  const plane = macro(ds, frame, macros.position) ?? detector(ds) ?? ds
  const turned = macro(ds, frame, macros.orientation) ?? detector(ds) ?? ds
  const anatomy = macro(ds, frame, '00209071')
  const info = pixels(ds, values, xray.includes(sop))
  const spacing = spacingOf(measures, ds)
  const when = text(ds, '0008002A') || text(ds, '00080022') + text(ds, '00080032') || text(ds, '00080021') + text(ds, '00080031') || text(ds, '00080020') + text(ds, '00080030')
  const runs = strings(ds, '00200020')
  const { overlays, left } = overlaysOf(ds, frame)
  return {
    info,
    inverse: info.photometric === 'MONOCHROME1' || text(ds, '20500020') === 'INVERSE',
    unit: unitOf(modality, values, ds),
    windows: windowsOf(voi),
    shape: ({ LINEAR_EXACT: 'exact', SIGMOID: 'sigmoid' } as const)[text(voi, '00281056')] ?? 'linear',
    voiLuts: items(voi, '00283010').flatMap(it => lutOf(it, info.signed && !info.modality.lut) ?? []),
    padding: paddingOf(ds, info),
    ...spacing,
    regions: regionsOf(ds),
    position: vector(plane, '00200032', 3) as Described['position'] ?? null,
    orientation: vector(turned, '00200037', 6) as Described['orientation'] ?? null,
    thickness: number(measures, '00180050') ?? number(ds, '00180050') ?? null,
    frameOfReference: text(ds, '00200052'),
    patientOrientation: runs.length === 2 && runs.every(o => /^[A-Z]+$/.test(o)) ? [runs[0] ?? '', runs[1] ?? ''] : null,
    modality,
    sop,
    patient: {
      name: text(ds, '00100010').split('^').slice(0, 2).map(s => s.trim()).filter(Boolean).join(', '),
      sex: text(ds, '00100040'),
      birthDate: momentOf(text(ds, '00100030')).date,
    },
    ...momentOf(when),
    laterality: text(anatomy, '00209072') || text(ds, '00200062') || text(ds, '00200060'),
    view: text(ds, '00185101') || text(items(ds, '00540220')[0], '00080104'),
    viewCode: text(items(ds, '00540220')[0], '00080100'),
    kv: number(ds, '00180060') ?? null,
    ...timesOf(ds, frame),
    lossy: text(ds, '00282110') === '01',
    glass: mayShowLabel(ds),
    overlays,
    overlaysLeft: left,
    // A supplemental palette (PS3.3 C.7.6.19).
    colorsLeft: info.photometric === 'MONOCHROME2' && element(ds, '00281101') !== undefined && text(ds, '00089205') !== 'MONOCHROME',
  }
}

// Whole slides, and tiled pyramids of confocal microscopy (PS3.4 annex B.5).
export const tiled = ['1.2.840.10008.5.1.4.1.1.77.1.6', '1.2.840.10008.5.1.4.1.1.77.1.9']

/**
 * Whether the label of a slide may be in the picture: of a slide's own images one
 * cannot tell before all of them are known; another picture says so itself, or was
 * made of a slide and does not say of what.
 */
export function mayShowLabel(ds: DicomJson): boolean {
  const sop = text(ds, '00080016')
  if (tiled.includes(sop) || text(ds, '00480010').toUpperCase() === 'YES') return true
  const kinds = strings(ds, '00080008').map(k => k.trim().toUpperCase())
  const ofSlide = text(ds, '00080060') === 'SM'
  return kinds.includes('LABEL') || (ofSlide && (kinds.includes('OVERVIEW') || /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.|$)/.test(sop)))
}

/** Nuclear medicine says its plane in the item of its detector. */
function detector(ds: DicomJson): DicomJson | undefined {
  return element(ds, '00200032') ? undefined : items(ds, '00540022')[0]
}

function pixels(ds: DicomJson, values: DicomJson, shadow: boolean): FrameInfo {
  const allocated = number(ds, '00280100') ?? 0
  // The float modules have neither Bits Stored nor Pixel Representation.
  const float = allocated >= 32 && element(ds, '00280101') === undefined && element(ds, '00280103') === undefined
  const stored = number(ds, '00280101') ?? allocated
  const signed = number(ds, '00280103') === 1
  const photometric = text(ds, '00280004').toUpperCase()
  return {
    rows: number(ds, '00280010') ?? 0,
    columns: number(ds, '00280011') ?? 0,
    samples: number(ds, '00280002') ?? 1,
    photometric,
    planar: number(ds, '00280006') ?? 0,
    allocated,
    stored,
    highBit: number(ds, '00280102') ?? stored - 1,
    signed,
    float,
    modality: modalityOf(values, ds, signed, shadow),
    palette: photometric === 'PALETTE COLOR' ? paletteOf(ds, signed) : undefined,
  }
}

/** An X-ray run's own table leads to intensities at the detector and is not for showing (PS3.3 C.8.7.1.1.2). */
function modalityOf(values: DicomJson, ds: DicomJson, signed: boolean, shadow: boolean): Modality {
  if (shadow) return { slope: 1, intercept: 0 }
  const lut = lutOf(items(ds, '00283000')[0], signed)
  if (lut) return { slope: 1, intercept: 0, lut }
  const slope = number(values, '00281053')
  return { slope: slope === undefined || slope === 0 ? 1 : slope, intercept: number(values, '00281052') ?? 0 }
}

export function lutOf(item: DicomJson | undefined, signed: boolean): Lut | undefined {
  const d = descriptor(numbers(item, '00283002'), signed)
  if (!d) return undefined
  const raw = bytes(item, '00283006')
  const listed = numbers(item, '00283006')
  const data = raw ? entries(raw, d.entries) : listed.length >= d.entries ? Uint16Array.from(listed.slice(0, d.entries)) : undefined
  return data && { first: d.first, bits: d.bits, data, label: text(item, '00283003') }
}

/** The colors of an image that is painted by numbers; undefined where its tables do not say them. */
export function paletteOf(ds: DicomJson, signed: boolean): Palette | undefined {
  const tables = ['1', '2', '3'].map(c => {
    const d = descriptor(numbers(ds, `0028110${c}`), signed)
    if (!d) return undefined
    const plain = bytes(ds, `0028120${c}`)
    const listed = numbers(ds, `0028120${c}`)
    const segments = bytes(ds, `0028122${c}`)
    const data = segments
      ? expand(segments, d.entries, d.bits > 8)
      : plain
        ? entries(plain, d.entries)
        : listed.length >= d.entries
          ? Uint16Array.from(listed.slice(0, d.entries))
          : undefined
    return data && { ...d, data }
  })
  const [r, g, b] = tables
  return r && g && b && palette(r.first, r.bits, r.data, g.data, b.data)
}

function windowsOf(voi: DicomJson): Window[] {
  const centers = numbers(voi, '00281050')
  const widths = numbers(voi, '00281051')
  const labels = strings(voi, '00281055')
  return centers.flatMap((center, i) => {
    const width = widths[i]
    return width !== undefined && width > 0 ? [{ center, width, label: labels[i] ?? '' }] : []
  })
}

function paddingOf(ds: DicomJson, info: FrameInfo): [number, number] | null {
  const one = number(ds, '00280120')
  if (one === undefined || info.modality.lut) return null
  const other = number(ds, '00280121') ?? one
  const mapped = [one, other].map(v => v * info.modality.slope + info.modality.intercept)
  return [Math.min(...mapped), Math.max(...mapped)]
}

function spacingOf(measures: DicomJson, ds: DicomJson): Pick<Described, 'spacing' | 'atDetector' | 'aspect'> {
  const pair = (from: DicomJson, tag: string): [number, number] | null => {
    const v = numbers(from, tag)
    return v.length === 2 && v[0] !== undefined && v[1] !== undefined && v[0] > 0 && v[1] > 0 ? [v[0], v[1]] : null
  }
  const body = pair(measures, '00280030')
  const shadow = pair(ds, '00181164')
  const ratio = numbers(ds, '00280034')
  const spacing = body ?? shadow
  const [vertical, horizontal] = ratio
  const aspect = spacing ? spacing[0] / spacing[1] : vertical && horizontal && vertical > 0 && horizontal > 0 ? vertical / horizontal : 1
  // The detector's own spacing, of whatever modality, and one that nobody calibrated on a projection, is of the shadow.
  const projection = ['CR', 'DX', 'MG', 'XA', 'RF', 'IO', 'PX'].includes(text(ds, '00080060'))
  const calibrated = text(ds, '00280A02') !== ''
  return { spacing, aspect, atDetector: spacing !== null && (body === null || (projection && !calibrated)) }
}

const centimeters = 3

function regionsOf(ds: DicomJson): Region[] {
  return items(ds, '00186011').flatMap(it => {
    const [x0, y0, x1, y1] = ['00186018', '0018601A', '0018601C', '0018601E'].map(tag => number(it, tag))
    const dx = number(it, '0018602C')
    const dy = number(it, '0018602E')
    const units = [number(it, '00186024'), number(it, '00186026')]
    if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) return []
    if (units.some(u => u !== undefined && u !== centimeters)) return [{ x0, y0, x1, y1, dx: 0, dy: 0 }]
    if (!units.every(u => u === centimeters) || !dx || !dy) return []
    return [{ x0, y0, x1, y1, dx: Math.abs(dx) * 10, dy: Math.abs(dy) * 10 }]
  })
}

function unitOf(modality: string, values: DicomJson, ds: DicomJson): string {
  const said = text(values, '00281054').toUpperCase()
  // A capture of a CT has no more than the grays of a screen, unless it says how they become HU.
  const scanned = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.2(\.|$)/.test(text(ds, '00080016'))
  if (said === 'HU' || (said === '' && modality === 'CT' && (scanned || number(values, '00281052') !== undefined))) return 'HU'
  const pet = modality === 'PT' ? text(ds, '00541001').toUpperCase() : ''
  return { BQML: 'Bq/ml', CNTS: 'counts', PROPCNTS: 'counts' }[pet] ?? ''
}

function momentOf(s: string): { date: string; time: string } {
  const m = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d))?/.exec(s)
  return m ? { date: `${m[1]}-${m[2]}-${m[3]}`, time: m[4] ? `${m[4]}:${m[5]}` : '' } : { date: '', time: '' }
}

/** From a frame to the next (PS3.3 C.7.6.5): as its maker wants it shown, else as it was taken. */
function timesOf(ds: DicomJson, frame: number): Pick<Described, 'frameTime' | 'meanTime'> {
  const even = (t: number | null) => ({ frameTime: t, meanTime: t })
  const shown = positive(number(ds, '00082144'))
  if (shown) return even(1000 / shown)
  const each = numbers(ds, '00181065') // each from the frame before; the first is 0
  const time = positive(number(ds, '00181063'))
  if (each.length > 1 && (!time || text(ds, '00280009') === '00181065')) {
    const all = each.slice(1).filter(t => t > 0)
    const mean = all.reduce((sum, t) => sum + t, 0) / Math.max(1, all.length)
    if (mean > 0) return { frameTime: positive(each[frame]) ?? mean, meanTime: mean }
  }
  const rate = positive(number(ds, '00180040'))
  return even(time ?? (rate ? 1000 / rate : null))
}

function positive(n: number | undefined): number | undefined {
  return n !== undefined && Number.isFinite(n) && n > 0 ? n : undefined
}
