// The colors of segments: what their file recommends, else a set that people
// who see colors differently tell apart (Okabe and Ito).

import { type DicomJson, numbers } from './dataset'

export type Rgb = [number, number, number]

const set: readonly Rgb[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [213, 94, 0],
  [204, 121, 167],
  [0, 114, 178],
]

// Darker than this nobody sees it on black.
const darkest = 30

/** A color for each segment: its own where it has one that is seen and that no other has. */
export function colorsOf(segments: DicomJson[]): Rgb[] {
  const own = segments.map(labOf)
  const alone = (lab: number[]) => own.filter(o => o?.join() === lab.join()).length === 1
  let next = 0
  return own.map(lab => (lab && (lab[0] ?? 0) >= darkest && alone(lab) ? fromLab(lab) : (set[next++ % set.length] as Rgb)))
}

/** Recommended Display CIELab Value: each of the three over the whole of 16 bits (PS3.3 C.10.7.1.1). */
function labOf(segment: DicomJson): [number, number, number] | undefined {
  const [l, a, b] = numbers(segment, '0062000D')
  if (l === undefined || a === undefined || b === undefined) return undefined
  return [(l * 100) / 65535, (a * 255) / 65535 - 128, (b * 255) / 65535 - 128]
}

/** CIELab under D50, as a profile connects colors, to sRGB. */
export function fromLab([l = 0, a = 0, b = 0]: number[]): Rgb {
  const cube = (t: number) => (t > 6 / 29 ? t ** 3 : (3 * 36 * (t - 4 / 29)) / 841)
  const fy = (l + 16) / 116
  const x = 0.9642 * cube(fy + a / 500)
  const y = cube(fy)
  const z = 0.8251 * cube(fy - b / 200)
  // Bradford from D50 to D65 and the primaries of sRGB, in one.
  const linear = [3.1338561 * x - 1.6168667 * y - 0.4906146 * z, -0.9787684 * x + 1.9161415 * y + 0.033454 * z, 0.0719453 * x - 0.2289914 * y + 1.4052427 * z]
  return linear.map(v => Math.round(255 * Math.min(1, Math.max(0, v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055)))) as Rgb
}
