import type { Shown } from './frames'
import type { Look } from './gray'
import { softwarePainter } from './painter'
import { graphicsFits, graphicsPainter } from './painter-graphics'
import type { Affine, Size } from './view'

const rounds = 3

/**
 * How long a new image takes each way, in milliseconds, upload included. Nothing
 * where the card cannot draw. It is asked for a pixel each time: a card says that
 * it is done long before it is.
 */
export function trial(shown: Shown, look: Look, at: Affine, room: Size, ratio: number): { processor: number; graphics: number } | null {
  const card = document.createElement('canvas')
  let broken = false
  const graphics = graphicsPainter(card, () => (broken = true))
  if (!graphics) return null
  const software = softwarePainter(document.createElement('canvas'))
  try {
    if (!graphicsFits(graphics.gl, shown.picture, look)) return null
    const pixel = new Uint8Array(4)
    // Each round is another picture to a painter: nothing of the last is kept.
    const again = () => ({ ...shown.picture })
    const time = (draw: () => void) => {
      draw() // programs are compiled, sheets are made
      const from = performance.now()
      for (let i = 0; i < rounds; i++) draw()
      return (performance.now() - from) / rounds
    }
    const g = time(() => {
      graphics.paint(again(), look, at, room, ratio)
      graphics.gl.readPixels(0, 0, 1, 1, graphics.gl.RGBA, graphics.gl.UNSIGNED_BYTE, pixel)
    })
    const p = time(() => software.paint(again(), look, at, room, ratio))
    return broken ? null : { processor: p, graphics: g }
  } catch {
    return null
  } finally {
    graphics.dispose()
    software.dispose()
  }
}
