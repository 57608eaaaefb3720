// Reads TIFF files away from the page: whatever a file claims, the page can end this.
import UTIF from 'utif'

type Order = { file?: ArrayBuffer; page?: number }

// CCITT in its forms, LZW, JPEG in its forms, deflate, PackBits.
const known = [1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946]
const mostDots = 100_000_000

let file = new ArrayBuffer(0)

function numberOf(page: Record<string, unknown>, tag: string): number {
  const v: unknown = page[tag]
  return Array.isArray(v) ? Number(v[0]) : 0
}

function answer(order: Order): { message: unknown; moves?: Transferable[] } {
  if (order.file) file = order.file
  const all = UTIF.decode(file).filter(p => numberOf(p, 't256') > 0 && numberOf(p, 't257') > 0)
  if (order.page === undefined) return { message: { pages: all.map(p => [numberOf(p, 't256'), numberOf(p, 't257')]) } }
  const page = all[order.page]
  if (!page || numberOf(page, 't256') * numberOf(page, 't257') > mostDots) return { message: { failed: 'damaged' } }
  if (!known.includes(numberOf(page, 't259') || 1)) return { message: { failed: 'kind' } }
  UTIF.decodeImage(file, page)
  const rgba = UTIF.toRGBA8(page)
  const data = new Uint8ClampedArray(rgba)
  return { message: { page: order.page, width: page.width, height: page.height, data }, moves: [data.buffer] }
}

self.onmessage = (e: MessageEvent<Order>) => {
  try {
    const { message, moves } = answer(e.data)
    self.postMessage(message, { transfer: moves })
  } catch {
    self.postMessage({ failed: 'damaged' })
  }
}
