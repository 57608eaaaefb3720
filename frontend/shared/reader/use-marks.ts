import { type RefObject, useEffect, useState } from 'react'

/** The marked words in what is drawn: how many, which one is looked at, and the way from one to the next. */
export function useMarks(view: RefObject<HTMLElement | null>, wanted: string, drawn: unknown): { at: number; count: number; step: (by: 1 | -1) => void } {
  const [at, setAt] = useState(0)
  const [count, setCount] = useState(0)
  useEffect(() => {
    const timer = requestAnimationFrame(() => {
      setCount(view.current?.querySelectorAll('mark').length ?? 0)
      setAt(0)
    })
    return () => cancelAnimationFrame(timer)
  }, [view, wanted, drawn])
  useEffect(() => {
    const marks = view.current?.querySelectorAll('mark') ?? []
    marks.forEach((m, i) => m.toggleAttribute('data-current', i === at))
    marks[at]?.scrollIntoView({ block: 'center' })
  }, [view, at, count, wanted])
  return { at, count, step: by => count > 0 && setAt(n => (n + by + count) % count) }
}
