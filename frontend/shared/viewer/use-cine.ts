import { useEffect, useRef, useState } from 'react'

export const rates = [5, 10, 15, 25] as const

/** Images one after the other at a rate; one that has not come yet is waited for, none is left out. */
export function useCine(length: number, standing: number, index: number, frameTime: number | null, go: (index: number) => void) {
  const [playing, setPlaying] = useState(false)
  const [chosen, setChosen] = useState<number | null>(null)
  const rate = chosen ?? (frameTime ? Math.min(60, 1000 / frameTime) : 10)
  const now = useRef({ standing, index, go })
  useEffect(() => {
    now.current = { standing, index, go }
  })
  const runs = playing && length > 1
  useEffect(() => {
    if (!runs) return
    const timer = setInterval(() => {
      const { standing, index, go } = now.current
      if (standing === index) go((index + 1) % length)
    }, 1000 / rate)
    return () => clearInterval(timer)
  }, [runs, rate, length])
  return { playing: runs, rate, setRate: setChosen, toggle: () => setPlaying(!playing) }
}
