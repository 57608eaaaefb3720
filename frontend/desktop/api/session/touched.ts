import { go } from '../../bridge'

/** A person used a key or the pointer. What goes wrong with it is the next call's to say. */
export function touched(): void {
  go.session.Touched().catch(() => undefined)
}
