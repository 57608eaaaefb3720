import type { KeyImage } from '../wire/key-image'
import type { Frames } from './frames'
import { keyPicture, longest } from './key-picture'
import { pngOf } from './png'

/** The picture of a key image as PNG: its window, region, orientation and arrows, nothing in words. It fails as its image does. */
export async function renderKeyImage(frames: Pick<Frames, 'peek'>, k: KeyImage, most = longest): Promise<Blob> {
  return pngOf(keyPicture(await frames.peek({ record: k.record, frame: k.frame }), k, most))
}
