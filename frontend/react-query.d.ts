import '@tanstack/react-query'
import type { Fault } from './shared/fault'

declare module '@tanstack/react-query' {
  interface Register {
    /** Every operation throws Fault and nothing else. */
    defaultError: Fault
  }
}
