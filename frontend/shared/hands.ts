// Tells of a person's keys and pointer, so that an unattended window locks itself.

const acts = ['keydown', 'pointerdown', 'wheel', 'drop', 'pointermove'] as const

/** Go hears of it at most so often. */
export const everyMs = 5000

/**
 * Calls touched for what a person does, and for nothing else: not for events that a
 * script makes, nor for a pointer that lies still while the page moves under it.
 * The answer ends it.
 */
export function followHands(touched: () => void, w: Window = window): () => void {
  let told = -Infinity
  let place = ''
  const hear = (e: Event) => {
    if (!e.isTrusted) return
    if (e.type === 'pointermove') {
      const { screenX, screenY } = e as PointerEvent
      const now = `${screenX} ${screenY}`
      const moved = place !== '' && now !== place
      place = now
      if (!moved) return
    }
    const at = Date.now()
    if (at - told < everyMs && at >= told) return
    told = at
    touched()
  }
  acts.forEach(a => w.addEventListener(a, hear, { capture: true, passive: true }))
  return () => acts.forEach(a => w.removeEventListener(a, hear, { capture: true }))
}
