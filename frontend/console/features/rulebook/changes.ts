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
