import type { DicomJson } from './dataset'
import type { Gray } from './decode/frame-info'
import { NotShown, Why } from './decode/frame-info'
import { describe } from './describe'
import type { Frames } from './frames'
import type { Segmentation } from './segmentation'

const most = 24 * 1024 * 1024 // bytes of one segmentation

/** The frames of a segmentation as they were stored, the last few of them kept. */
export class Masks {
  private kept = new Map<number, Promise<Gray>>()
  private readonly frames: Frames
  private readonly record: string
  private readonly ds: DicomJson
  private readonly count: number

  constructor(frames: Frames, record: string, ds: DicomJson, s: Segmentation) {
    this.frames = frames
    this.record = record
    this.ds = ds
    this.count = Math.max(8, Math.floor(most / (s.rows * s.columns)))
  }

  get(frame: number): Promise<Gray> {
    const known = this.kept.get(frame)
    if (known) return known
    const asked = this.load(frame)
    this.kept.set(frame, asked)
    asked.catch(() => this.kept.delete(frame))
    for (const old of this.kept.keys()) {
      if (this.kept.size <= this.count) break
      this.kept.delete(old)
    }
    return asked
  }

  private async load(frame: number): Promise<Gray> {
    const { info } = describe(this.ds, frame)
    // Labels and fractions are numbers, whatever colors they may have.
    const plain = { ...info, photometric: 'MONOCHROME2', palette: undefined, modality: { slope: 1, intercept: 0 } }
    const picture = await this.frames.stored({ record: this.record, frame }, plain)
    if (picture.kind !== 'gray') throw new NotShown(Why.Photometric, info.photometric)
    return picture
  }
}
