import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Ends looking at a disc; what was seen until then stays on the screen. */
export function useStopLooking() {
  return useMutation({ mutationFn: () => go.disc.Stop() })
}
