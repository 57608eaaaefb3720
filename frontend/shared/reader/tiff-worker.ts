// Reads TIFF files away from the page: whatever a file claims, the page can end this.
import UTIF from 'utif'
import { isLarge, pagesOf, type TiffPage, upright } from './tiff'
import { unpacked } from './tiff-dots'

type Order = { file?: ArrayBuffer; page?: number }

// CCITT in its forms, LZW, JPEG in its forms, deflate, PackBits.
const known = [1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946]
const mostDots = 100_000_000

let file = new ArrayBuffer(0)

function answer(order: Order): { message: unknown; moves?: Transferable[] } {
  if (order.file) file = order.file
  if (isLarge(file)) return { message: { failed: 'kind' } }
  const all: TiffPage<ReturnType<typeof UTIF.decode>[number]>[] = pagesOf(UTIF.decode(file))
  if (order.page === undefined) return { message: { pages: all.map(p => p.shown) } }
  const page = all[order.page]
  if (!page || page.width * page.height > mostDots) return { message: { failed: 'damaged' } }
  if (!known.includes(page.packed)) return { message: { failed: 'kind' } }
  const dots = unpacked(file, page.directory)
  if (!dots) return { message: { failed: 'damaged' } }
  const drawn = upright({ width: page.width, height: page.height, data: dots }, page.lies)
  return { message: { page: order.page, ...drawn }, moves: [drawn.data.buffer] }
}

self.onmessage = (e: MessageEvent<Order>) => {
  try {
    const { message, moves } = answer(e.data)
    self.postMessage(message, { transfer: moves })
  } catch {
    self.postMessage({ failed: 'damaged' })
  }
}
