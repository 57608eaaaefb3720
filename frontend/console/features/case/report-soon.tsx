import { type ComponentProps, type ComponentType, type ReactNode, useEffect, useState } from 'react'
import type { ReportPane } from './report-pane'

type Props = ComponentProps<typeof ReportPane>

// The editor is large, and most who open a case write no report: it is read when it
// is needed, and once. Not by React's lazy: what that shows is drawn in slices, and
// an editor that waits between two of them for its place is given up.
const read: { Pane?: ComponentType<Props> } = {}

/** The place where a report is written, once it is read; waiting until then. */
export function ReportSoon({ waiting, ...props }: Props & { waiting: ReactNode }) {
  const [Pane, setPane] = useState(() => read.Pane)
  const [fault, setFault] = useState<{ error: unknown } | null>(null)
  useEffect(() => {
    if (Pane) return
    let gone = false
    import('./report-pane').then(
      m => {
        read.Pane = m.ReportPane
        if (!gone) setPane(() => m.ReportPane)
      },
      (error: unknown) => !gone && setFault({ error }),
    )
    return () => {
      gone = true
    }
  }, [Pane])
  if (fault) throw fault.error
  return Pane ? <Pane {...props} /> : waiting
}
