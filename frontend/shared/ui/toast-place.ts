// Where a toast stands: it stays for seconds, and whoever goes on meanwhile must
// find every button.

export type Box = { left: number; top: number; width: number; height: number }
/** From which edge of the window, and how far off in pixels. At the bottom it stands at the start, at the top at the end. */
export type Place = { from: 'bottom' | 'top'; off: number }

const edge = 16
const above = 4 // in a header of 48 that leaves what is below it free
const step = 8

const pressable = 'button, a[href], input, select, textarea, summary, [role="tab"], [role="slider"]'

/** At the bottom, raised by no more than a quarter of the window until it covers nothing that can be pressed; else over the header's end; else where it covers least. */
export function placeFor(size: { width: number; height: number }, pressed: readonly Box[], view: { width: number; height: number }): Place {
  const places: { place: Place; box: Box }[] = []
  for (let off = edge; off <= edge + view.height / 4; off += step) {
    places.push({ place: { from: 'bottom', off }, box: { left: edge, top: view.height - off - size.height, ...size } })
  }
  places.push({ place: { from: 'top', off: above }, box: { left: view.width - edge - size.width, top: above, ...size } })
  const covered = places.map(p => pressed.filter(b => meet(p.box, b)).length)
  const least = covered.indexOf(Math.min(...covered))
  return places[least]?.place ?? { from: 'bottom', off: edge }
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height
}

/** Puts a toast that was drawn where it is in nobody's way. */
export function standClear(toast: HTMLElement | null): void {
  if (!toast) return
  const view = { width: innerWidth, height: innerHeight }
  const { width, height } = toast.getBoundingClientRect()
  const pressed = [...document.querySelectorAll(pressable)].filter(e => !toast.contains(e) && inSight(e, toast)).map(e => e.getBoundingClientRect())
  const { from, off } = placeFor({ width, height }, pressed, view)
  toast.dataset.from = from
  toast.style.setProperty('--off', `${off}px`)
}

/** Whether something is drawn there, and not beyond what scrolls or under what lies over it. */
function inSight(e: Element, toast: Element): boolean {
  const { left, top, width, height } = e.getBoundingClientRect()
  const [x, y] = [left + width / 2, top + height / 2]
  if (width === 0 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false
  const there = document.elementsFromPoint(x, y).find(at => !toast.contains(at))
  return there !== undefined && (e.contains(there) || there.contains(e))
}
