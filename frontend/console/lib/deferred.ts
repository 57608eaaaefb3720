import { useEffect, useState } from 'react'

/** The value as it was when it last stood still for so many ms. It has to be the same one while nothing changes. */
export function useDeferred<T>(value: T, ms = 250): T {
  const [still, setStill] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return still
}
