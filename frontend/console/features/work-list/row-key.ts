import type { Row } from '../../api/types'

/** A case and its tasks are rows of their own. */
export const rowKey = (r: Row): string => (r.task ? `task-${r.task.id}` : r.id)
