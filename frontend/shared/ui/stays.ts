/**
 * The ref of a foot that stays in sight at the end of what is scrolled: whatever
 * gets the keyboard is scrolled out from under it, however many lines it has.
 */
export function stays(foot: HTMLElement | null): (() => void) | undefined {
  if (!foot) return undefined
  let scrolled: HTMLElement | null = null
  const free = () => scrolled?.style.removeProperty('scroll-padding-block-end')
  const watch = new ResizeObserver(() => {
    free()
    scrolled = getComputedStyle(foot).position === 'sticky' ? scrollerOf(foot) : null // it stays in narrow windows only
    scrolled?.style.setProperty('scroll-padding-block-end', `${foot.offsetHeight + 8}px`)
  })
  watch.observe(foot)
  return () => {
    watch.disconnect()
    free()
  }
}

function scrollerOf(e: HTMLElement): HTMLElement | null {
  for (let p = e.parentElement; p; p = p.parentElement) if (/auto|scroll/.test(getComputedStyle(p).overflowY)) return p
  return null
}
