/** What one table says otherwise than another, row by row. */
export type RowChange<R> = { was?: R; now?: R }

export function rowChanges<R extends { id: string }>(before: readonly R[], after: readonly R[]): RowChange<R>[] {
  const out: RowChange<R>[] = []
  for (const now of after) {
    const was = before.find(b => b.id === now.id)
    if (!was || JSON.stringify(was) !== JSON.stringify(now)) out.push({ was, now })
  }
  for (const was of before) if (!after.some(a => a.id === was.id)) out.push({ was })
  return out
}

/** A row that a page adds gets an id of its own, as the service makes them. */
export function newID(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('')
}
