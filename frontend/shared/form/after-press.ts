// Whether a finger or a mouse button is down: a blur cannot tell by itself.
let pressed = false
window.addEventListener('pointerdown', () => (pressed = true), true)
window.addEventListener('pointerup', () => (pressed = false), true)
window.addEventListener('pointercancel', () => (pressed = false), true)

/**
 * Runs now, or once the press that took the focus away has ended: a sentence that
 * appears under a field between press and release would move what is pressed.
 */
export function afterPress(run: () => void): void {
  if (!pressed) {
    run()
    return
  }
  const stop = new AbortController()
  const end = () => {
    stop.abort()
    setTimeout(run) // after the click that the release makes
  }
  window.addEventListener('pointerup', end, { signal: stop.signal })
  window.addEventListener('pointercancel', end, { signal: stop.signal })
}
