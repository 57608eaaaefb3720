import type { WindowChoice, ImageAct } from './side'
import type { Tool } from './use-drag'
import { type Size, type View, zoomAt } from './view'

/** What the keys can do with the images: the rest of the viewer, as the hand at the keyboard knows it. */
export type ImageHand = {
  room: Size
  index: number
  count: number
  /** The window of the image that stands, where it has one. */
  window: View['window']
  acts: ImageAct[]
  choices: WindowChoice[]
  view: (change: (v: View) => View) => void
  step: (to: number) => void
  tool: (t: Tool) => void
  play: () => void
  reset: () => void
  mark: () => void
  cite: () => void
  arrow: () => void
  /** The value at a point. */
  point: () => void
  /** What the tool draws, in the middle. */
  draw: () => void
  compare: () => void
  nextPane: () => void
}

/** What each key does; letters in either case. */
function chords(h: ImageHand, shift: boolean): Record<string, () => void> {
  const middle = { x: h.room.width / 2, y: h.room.height / 2 }
  const zoom = (by: number) => () => h.view(v => zoomAt(v, by, middle, h.room))
  const pan = (x: number, y: number) => () => h.view(v => ({ ...v, pan: { x: v.pan.x + x, y: v.pan.y + y } }))
  if (shift) return { ArrowDown: pan(0, 40), ArrowUp: pan(0, -40), ArrowLeft: pan(-40, 0), ArrowRight: pan(40, 0), '+': zoom(1.25) }
  const to = (index: number) => () => h.step(index)
  const tool = (t: Tool) => () => h.tool(t)
  /** So much wider, or further by so much of its width. */
  const window = (by: number, on: number) => () => {
    const w = h.window
    if (w) h.view(v => ({ ...v, window: { width: w.width * by, center: w.center + w.width * on } }))
  }
  const does: Record<string, () => void> = {
    ArrowDown: to(h.index + 1),
    ArrowRight: to(h.index + 1),
    ArrowUp: to(h.index - 1),
    ArrowLeft: to(h.index - 1),
    PageDown: to(h.index + 10),
    PageUp: to(h.index - 10),
    Home: to(0),
    End: to(h.count - 1),
    '+': zoom(1.25),
    '=': zoom(1.25),
    '-': zoom(0.8),
    ' ': h.play,
    '[': window(0.9, 0),
    ']': window(1 / 0.9, 0),
    ',': window(1, -0.05),
    '.': window(1, 0.05),
    r: h.reset,
    k: h.mark,
    q: h.cite,
    d: h.arrow,
    v: h.point,
    l: tool('length'),
    a: tool('angle'),
    e: tool('ellipse'),
    s: tool('scroll'),
    w: tool('window'),
    z: tool('zoom'),
    p: tool('pan'),
    c: h.compare,
    x: h.nextPane,
    Enter: h.draw,
  }
  for (const a of h.acts) does[a.chord.toLowerCase()] = a.act
  h.choices.slice(0, 4).forEach((c, i) => (does[String(i + 1)] = () => h.view(v => ({ ...v, window: c.window }))))
  return does
}

/** Does what a key is for, unless it is typed into a field, is a button's, or another program's. */
export function pressed(e: React.KeyboardEvent, hand: () => ImageHand): void {
  if (e.ctrlKey || e.altKey || e.metaKey || e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement) return
  // A button is pressed by these.
  if ((e.key === ' ' || e.key === 'Enter') && e.target instanceof HTMLButtonElement) return
  const h = hand()
  // Some keyboards have it with Shift.
  const act = e.key === '?' ? h.acts.find(a => a.chord === '?')?.act : chords(h, e.shiftKey)[e.key.length === 1 ? e.key.toLowerCase() : e.key]
  if (!act) return
  e.preventDefault()
  act()
}
