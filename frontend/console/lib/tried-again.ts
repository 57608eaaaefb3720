import { useEffect } from 'react'
import type { Fault } from '../api/client'

const waits = [3_000, 6_000, 12_000, 30_000] // ms before a save that failed is tried again

/** Whether a save that failed so may work later without anybody's doing. */
export function passes(fault: Fault): boolean {
  return fault.status === 0 || fault.status >= 500 || fault.kind === 'too-many' || fault.kind === 'unauthenticated'
}

/** Tries a save that failed again by itself: after a while, when the line is back, after signing in again. */
export function useTriedAgain(failed: { fault: Fault; tries: number } | null, ended: boolean, flush: () => Promise<boolean>) {
  useEffect(() => {
    if (!failed || !passes(failed.fault) || ended) return
    const again = () => void flush()
    const wait = setTimeout(again, waits[Math.min(failed.tries, waits.length) - 1])
    window.addEventListener('online', again)
    return () => {
      clearTimeout(wait)
      window.removeEventListener('online', again)
    }
  }, [failed, ended, flush])
  useEffect(() => {
    if (ended) return
    const soon = setTimeout(() => void flush())
    return () => clearTimeout(soon)
  }, [ended, flush])
}
