import type { Fault } from '../api/client'
import { ConsoleFrame } from './console-frame'
import { FaultPage } from './fault-view'

/** An error in place of a whole screen that has no side column of its own: the way on from it stays in sight. */
export function FaultScreen({ fault, retry }: { fault: Fault; retry: () => void }) {
  return (
    <ConsoleFrame current="work">
      <FaultPage fault={fault} retry={retry} />
    </ConsoleFrame>
  )
}
