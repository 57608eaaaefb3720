/**
 * Runs now, or once the press that took the focus away has ended: a sentence that
 * appears under a field between press and release would move what is pressed.
 */
export function afterPress(run: () => void): void {
  if (!document.querySelector(':active')) {
    run()
    return
  }
  window.addEventListener('pointerup', () => setTimeout(run), { once: true })
}
