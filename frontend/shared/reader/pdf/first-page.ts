import type { Bytes } from '../source'
import { PdfFile, Rank } from './pdf-file'
import { draw } from './pdf-page'

// In seconds: a small picture is not worth more.
const patience = 5

/** Draws a PDF's first page to fit into side dots each way. Rejects where it is locked, damaged or too slow. */
export async function firstPage(bytes: Bytes, side: number, signal: AbortSignal): Promise<HTMLCanvasElement> {
  const locked = () => Promise.reject(new Error('locked'))
  const file = await PdfFile.open({ bytes, password: locked, patience })
  try {
    const { canvas } = await file.run(
      1,
      Rank.Thumb,
      p => {
        const plain = p.getViewport({ scale: 1, rotation: p.rotate })
        return draw(p, side / Math.max(plain.width, plain.height) / (window.devicePixelRatio || 1), 0, signal)
      },
      { signal },
    )
    return canvas
  } finally {
    file.close()
  }
}
