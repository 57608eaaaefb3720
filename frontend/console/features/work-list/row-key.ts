import type { Row } from '../../api/types'

/** A case and its tasks are rows of their own. */
export const rowKey = (r: Row): string => (r.task ? `task-${r.task.id}` : r.id)

/** The cases of rows, each once, as they were seen. */
export const casesOf = (rows: Row[]): { id: string; seq: number }[] => [...new Map(rows.map(r => [r.id, { id: r.id, seq: r.seq }])).values()]
