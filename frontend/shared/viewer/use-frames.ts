import { useEffect, useState } from 'react'
import { budgetOf, Frames, newDecoder } from './frames'
import type { Source } from './source'

function memory(): number | undefined {
  return 'deviceMemory' in navigator && typeof navigator.deviceMemory === 'number' ? navigator.deviceMemory : undefined
}

export function newFrames(source: Source, workers?: number): Frames {
  return new Frames(source, { budget: budgetOf(memory()), decoder: newDecoder(workers) })
}

/** The frames of a case, for as long as they are looked at; workers decodes so many at a time. */
export function useFrames(source: Source, workers: number): Frames | null {
  const [frames, setFrames] = useState<Frames | null>(null)
  useEffect(() => {
    const own = newFrames(source, workers)
    // Workers must end with the page: they are made where they are ended.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setFrames(own)
    return () => own.dispose()
  }, [source, workers])
  return frames
}
