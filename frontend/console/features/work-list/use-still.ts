import { useEffect, useRef, useState } from 'react'
import type { Row } from '../../api/types'
import { rowKey } from './row-key'

/** How long a pointer that does not move still counts as somebody about to press. */
const rests = 60_000

/**
 * The rows as they stand under the pointer. While it is over them no row comes,
 * goes or moves, though each says what is true of it now; how many would have is
 * told, and shown once the pointer leaves or somebody asks.
 */
export function useStill(rows: Row[], page: string) {
  const [held, setHeld] = useState<{ page: string; rows: Row[] } | null>(null)
  const timer = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])
  const release = () => {
    clearTimeout(timer.current)
    setHeld(null)
  }
  const hold = () => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setHeld(null), rests)
    setHeld(h => (h?.page === page ? h : { page, rows }))
  }
  if (held?.page !== page) return { rows, changed: 0, hold, release }
  const now = new Map(rows.map(r => [rowKey(r), r]))
  const shown = held.rows.map(r => ({ ...(now.get(rowKey(r)) ?? r), turn: r.turn }))
  const there = new Map(held.rows.map((r, i) => [rowKey(r), i]))
  let changed = held.rows.filter(r => !now.has(rowKey(r))).length
  rows.forEach((r, i) => {
    const at = there.get(rowKey(r))
    if (at === undefined || held.rows[at]?.turn !== r.turn || (changed === 0 && at !== i)) changed++
  })
  return { rows: shown, changed, hold, release }
}
