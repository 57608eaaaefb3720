import { useCallback } from 'react'
import { readReport, useKeepReport } from '../../api/notes/notes'
import type { Report } from '../../api/types'
import { type KeptText, useKeptText } from '../../lib/use-kept-text'

/** A report while it is written, kept by itself. */
export function useReport(id: string, stored: Report) {
  const { mutateAsync } = useKeepReport(id)
  const { kind } = stored
  const keep = useCallback((t: KeptText) => mutateAsync({ kind, ...t }), [kind, mutateAsync])
  const read = useCallback(() => readReport(id, kind), [id, kind])
  return useKeptText(stored, { keep, read })
}
