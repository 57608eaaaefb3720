import { useCallback, useEffect, useRef, useState } from 'react'

/** Which clauses have been on the screen to their end, and which one is read now. */
export function useShownClauses(count: number) {
  const scroller = useRef<HTMLElement>(null)
  const sections = useRef<(HTMLElement | null)[]>([])
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set())
  const [current, setCurrent] = useState(0)

  const look = useCallback(() => {
    const box = scroller.current
    if (!box) return
    const bottom = box.scrollTop + box.clientHeight + 4
    const middle = box.scrollTop + box.clientHeight / 3
    const seen: number[] = []
    let at = 0
    sections.current.forEach((s, i) => {
      if (!s) return
      if (s.offsetTop + s.offsetHeight <= bottom) seen.push(i)
      if (s.offsetTop <= middle) at = i
    })
    if (bottom >= box.scrollHeight) at = Math.max(at, count - 1)
    setCurrent(at)
    setShown(old => (seen.every(i => old.has(i)) ? old : new Set([...old, ...seen])))
  }, [count])

  useEffect(() => {
    const box = scroller.current
    if (!box) return
    look()
    box.addEventListener('scroll', look, { passive: true })
    window.addEventListener('resize', look)
    return () => {
      box.removeEventListener('scroll', look)
      window.removeEventListener('resize', look)
    }
  }, [look])

  const register = useCallback((i: number, el: HTMLElement | null) => {
    sections.current[i] = el
  }, [])

  return {
    scroller,
    shown,
    current,
    register,
    goTo: (i: number) => {
      const s = sections.current[i]
      if (s) scroller.current?.scrollTo({ top: s.offsetTop - 24 })
    },
  }
}
