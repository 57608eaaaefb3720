/** A group of channels that were recorded together, as Go reads it (internal/dicom). */
export type Wave = { label: string; frequency: number; seconds: number; channels: Channel[]; why?: string }
export type Channel = { name: string; units: string; low: number; high: number; notch: number; samples: (number | null)[] }

/** What was noted of a recording: of a group, from 1, or of all of them (0), perhaps of one that is not here; at seconds from its beginning. */
export type Remark = { group: number; channels: number[]; name: string; value: string; times: number[] }

/** Whether a remark is of a recording that is not among so many: more than are drawn, or the file counts wrongly. */
export function ofNone(r: Remark, waves: number): boolean {
  return r.group !== 0 && !(r.group >= 1 && r.group <= waves)
}

const across = 25 // mm for a second
const up = 10 // mm for a millivolt

/** Where a time lies across, in millimeters. */
export function placeOf(seconds: number, left: number): number {
  return left + seconds * across
}

/** Lines of a paper, so many millimeters apart. */
export function gridOf(width: number, height: number, step: number): string {
  let d = ''
  for (let x = 0; x <= width; x += step) d += `M${x} 0V${height}`
  for (let y = 0; y <= height; y += step) d += `M0 ${y}H${width}`
  return d
}

/** A lead in millimeters. What is no voltage fills the height that two millivolts have. */
export function leadPath(c: Channel, frequency: number, left: number, middle: number): string {
  let scale = up
  let zero = 0
  if (c.units !== 'mV') {
    let [low, high] = [Infinity, -Infinity]
    for (const v of c.samples) {
      if (v === null) continue
      low = Math.min(low, v)
      high = Math.max(high, v)
    }
    scale = high > low ? 20 / (high - low) : 1
    zero = Number.isFinite(low) ? (low + high) / 2 : 0
  }
  let d = ''
  let pen = 'M'
  c.samples.forEach((v, i) => {
    if (v === null) {
      pen = 'M'
      return
    }
    d += `${pen}${(left + (i / frequency) * across).toFixed(2)} ${(middle - (v - zero) * scale).toFixed(2)}`
    pen = 'L'
  })
  return d
}
