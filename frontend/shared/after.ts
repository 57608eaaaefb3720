import type { Fault } from './fault'

/** What follows an act that was done, or was not. */
export type Follows<T> = {
  /** Always: what was typed for it is forgotten, the person is told. */
  done?: (answer: T) => void
  /** Where to go from here. Who has gone elsewhere meanwhile is not led away from there. */
  lead?: (answer: T) => void
  /** What is said where it was not done; 'shown': what asked for it draws the mutation's own error. Nothing fails without a word. */
  failed: 'shown' | ((fault: Fault) => void)
}

/**
 * Lets what follows an act follow it, also where the form that asked for it is drawn no more: an answer often draws the
 * page anew before it, and what a mutation's mutate is given to call is skipped then (lint refuses it).
 */
export function after<T>(act: Promise<T>, { done, lead, failed }: Follows<T>): void {
  const from = window.location.href
  void act.then(
    answer => {
      done?.(answer)
      if (window.location.href === from) lead?.(answer)
    },
    (fault: unknown) => {
      if (failed !== 'shown') failed(fault as Fault) // every operation throws it and nothing else
    },
  )
}
