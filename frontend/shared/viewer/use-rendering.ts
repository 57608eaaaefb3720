import { useCallback, useState } from 'react'

export const ways = ['automatic', 'processor', 'graphics'] as const
export type Way = (typeof ways)[number]

export type Rendering = {
  /** What a person chose. */
  way: Way
  choose: (way: Way) => void
  /** Who draws now. */
  drawn: 'processor' | 'graphics'
  /** The card went away, or there is none. */
  lost: boolean
  lose: () => void
  /** Milliseconds of a frame each way, once both were timed. */
  timed: { processor: number; graphics: number } | null
  time: (t: { processor: number; graphics: number }) => void
}

/**
 * Who draws: the processor, until the card has drawn the same frames and was
 * faster. A name that the card gives itself says nothing: a software card calls
 * itself one, too.
 */
export function useRendering(): Rendering {
  const [way, choose] = useState<Way>('automatic')
  const [lost, setLost] = useState(false)
  const [timed, time] = useState<Rendering['timed']>(null)
  const lose = useCallback(() => setLost(true), [])
  // A little faster is not worth what may go wrong with it.
  const faster = timed !== null && timed.graphics * 1.5 < timed.processor
  const drawn = !lost && (way === 'graphics' || (way === 'automatic' && faster)) ? 'graphics' : 'processor'
  return { way, choose, drawn, lost, lose, timed, time }
}
