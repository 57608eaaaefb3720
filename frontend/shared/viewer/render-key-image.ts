import type { KeyImage } from '../wire/key-image'
import { Fault } from '../fault'
import { NotShown } from './decode/frame-info'
import type { Frames } from './frames'
import { keyPicture, longest } from './key-picture'
import { pngOf } from './png'
import type { Raster } from './raster'
import { viewerText } from './words'

/** What pictures of key images are made from. */
export type Pictured = Pick<Frames, 'peek' | 'slide' | 'state'>

/** The picture of a key image: of a whole slide from its tiles, else of its frame. It fails as its image does. */
export async function keyRaster(frames: Pictured, k: KeyImage, most: number): Promise<Raster> {
  const slide = await frames.slide(k, most)
  if (slide) return slide
  const [shown, state] = await Promise.all([frames.peek({ record: k.record, frame: k.frame }), frames.state(k)])
  return keyPicture(shown, k, state, most)
}

/**
 * The picture as PNG: its window, region, orientation and arrows, nothing in words.
 * What cannot be shown is refused, with its reason: no later try shows it.
 */
export async function renderKeyImage(frames: Pictured, k: KeyImage, most = longest): Promise<Blob> {
  try {
    return await pngOf(await keyRaster(frames, k, most))
  } catch (e) {
    throw e instanceof NotShown ? new Fault('refused', `${viewerText()('key.noPicture')} ${viewerText()(`why.${e.why}`, { detail: e.detail })}`) : e
  }
}
