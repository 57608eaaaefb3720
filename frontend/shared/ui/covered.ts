/**
 * Closes what lies under a record only when no record lies over it: each dialog
 * listens for Esc at the window, and one press would close them all.
 */
export const unlessCovered = (close: () => void) => (): void => {
  if (document.documentElement.dataset.covered === undefined) close()
}
