import { Navigate, useOutletContext } from 'react-router'
import { useCheck } from './api/cases/check-case'
import type { CaseView } from './bridge'
import { pageOf } from './lib/case-pages'

/** Opening a case leads to the next act: a decision, the first open item, the seal, or its course. */
export function CaseStart() {
  const { view } = useOutletContext<{ view: CaseView }>()
  const check = useCheck(view.row.id)
  const to = (page: string) => <Navigate to={`/case/${view.row.id}/${page}`} replace />
  if (!view.editable) return to('course')
  if (view.row.decisions > 0) return to('records')
  if (check.isPending) return null
  const first = check.data?.problems.find(p => p.severity === 'error')
  if (!first) return to('review')
  return to(pageOf(first.page))
}
