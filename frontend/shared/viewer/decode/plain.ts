// Frames that no codec made: read in a worker like all others, and by the page
// itself as long as no worker is there.

import { type FrameInfo, largest, NotShown, type Picture, Why } from './frame-info'
import { picture } from './picture'
import { check, native } from './samples'

const plain = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.1.98']

export function isPlain(syntax: string): boolean {
  return plain.includes(syntax)
}

/** How many bytes the samples of a frame have. */
export function sizeOf({ rows, columns, samples, allocated }: FrameInfo): number {
  return rows * columns * samples * Math.max(1, allocated / 8)
}

/** Refuses what no frame of any syntax may be. */
export function refuse(info: FrameInfo): void {
  check(info)
  if (sizeOf(info) > largest) throw new NotShown(Why.Large)
}

export function decodePlain(info: FrameInfo, bytes: Uint8Array): Picture {
  refuse(info)
  return picture(info, native(info, bytes))
}
