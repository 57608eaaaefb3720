import type { Case } from '../api/types'

/** An approver has the letter once it is taken up, and until it is decided on. */
export function hasLetter(c: Case): boolean {
  return c.document !== null
}
