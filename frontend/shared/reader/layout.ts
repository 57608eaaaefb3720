/** In points, as the page is turned. */
export type Size = { width: number; height: number }

/** How large pages are drawn: so that one fits, or as a part of 96 dots an inch. */
export type Zoom = 'width' | 'page' | number

export const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const

const dotsOfPoint = 96 / 72
export const gap = 12 // px between pages

/** Dots of the screen for a point of a page. */
export function scaleOf(zoom: Zoom, size: Size, room: Size): number {
  const across = Math.max(room.width, 50) / size.width
  if (zoom === 'width') return across
  if (zoom === 'page') return Math.min(across, Math.max(room.height, 50) / size.height)
  return zoom * dotsOfPoint
}

/** The zoom of a scale, for people: 1 is the size on paper. */
export function zoomOf(scale: number): number {
  return scale / dotsOfPoint
}

/** The next step up or down from a scale. */
export function stepped(scale: number, by: 1 | -1): number {
  const now = zoomOf(scale)
  const near = 0.01
  if (by > 0) return zooms.find(z => z > now + near) ?? now
  return [...zooms].reverse().find(z => z < now - near) ?? Math.min(now, zooms[0])
}

/** Where each page begins, and where the last one ends. */
export function tops(count: number, height: (page: number) => number): number[] {
  const out = [gap]
  for (let i = 1; i <= count; i++) out.push((out[i - 1] ?? 0) + height(i) + gap)
  return out
}

/** The page at a height, from 1. */
export function pageAt(starts: number[], y: number): number {
  let low = 0
  let high = starts.length - 2
  while (low < high) {
    const mid = (low + high + 1) >> 1
    if ((starts[mid] ?? 0) <= y) low = mid
    else high = mid - 1
  }
  return low + 1
}
