const takesKeys = 'a[href], button, input:not([type="hidden"]), select, textarea, [tabindex]:not([tabindex="-1"])'

const within = (e: Element) => [...e.querySelectorAll<HTMLElement>(takesKeys)].filter(x => !('disabled' in x && x.disabled))

/**
 * Where the keyboard is, remembered so that it can go on there: at what had it, or,
 * once that is gone with its row, at what stands in its place in the list. The answer
 * is null where nothing of its surroundings is left.
 */
export function keysPlace(at: Element | null): () => HTMLElement | null {
  if (!(at instanceof HTMLElement) || at === document.body) return () => null
  const around: { e: Element; n: number }[] = []
  for (let e = at.parentElement; e && e !== document.body && e.tagName !== 'MAIN'; e = e.parentElement) around.push({ e, n: within(e).indexOf(at) })
  return () => {
    if (at.isConnected) return at
    for (const { e, n } of around) {
      if (!e.isConnected) continue
      const there = within(e)
      if (there.length > 0) return there[Math.max(0, Math.min(n, there.length - 1))] ?? null
    }
    return null
  }
}
