import { useCallback, useEffect, useRef, useState } from 'react'

export const rates = [5, 10, 15, 25] as const

// Where nobody says how fast, and between which bounds a screen and a person follow.
const plain = 10
export const slowest = 1 / 60
export const fastest = 60

export type Cine = {
  playing: boolean
  /** Images a second, as they run. */
  rate: number
  /** The same as the file says it, of all its images; null where it does not. */
  recorded: number | null
  /** Null: as recorded. */
  setRate: (rate: number | null) => void
  toggle: () => void
}

function followed(rate: number): number {
  return Math.min(fastest, Math.max(slowest, rate))
}

/**
 * Images one after the other, as fast as their file says or a person chose for this
 * series. One that has not come yet is waited for, none is left out; what one takes
 * to come is taken from its time on the screen.
 */
export function useCine({ series, length, standing, index, frameTime, meanTime = frameTime, go }: { series: string; length: number; standing: number; index: number; /** Of the image that stands, ms; null: not said. */ frameTime: number | null; /** Of its file's images on average, where each has its own. */ meanTime?: number | null; go: (index: number) => void }): Cine {
  const [playing, setPlaying] = useState(false)
  const [chosen, setChosen] = useState<Record<string, number>>({})
  const recorded = meanTime && meanTime > 0 ? 1000 / meanTime : null
  const rate = followed(chosen[series] ?? recorded ?? plain)
  // As recorded each image stands for its own time.
  const time = 1000 / (chosen[series] === undefined && frameTime && frameTime > 0 ? followed(1000 / frameTime) : rate)
  const asked = useRef(0) // when the image that stands was due
  const act = useRef(go)
  useEffect(() => {
    act.current = go
  })
  const runs = playing && length > 1
  useEffect(() => {
    if (!runs || standing !== index) return
    const due = asked.current + time
    const timer = setTimeout(
      () => {
        const now = performance.now()
        asked.current = now - due < time ? due : now // what was waited for is not made up for by running faster
        act.current((index + 1) % length)
      },
      Math.max(0, due - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [runs, standing, index, time, length])
  const toggle = () => {
    asked.current = performance.now()
    setPlaying(!playing)
  }
  const setRate = useCallback(
    (to: number | null) =>
      setChosen(all => {
        const others = Object.entries(all).filter(([key]) => key !== series)
        return Object.fromEntries(to === null ? others : [...others, [series, to]])
      }),
    [series],
  )
  return { playing: runs, rate, recorded, setRate, toggle }
}
