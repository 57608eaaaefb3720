import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Closes the window, whatever is lost by it. */
export function useCloseNow() {
  return useMutation({ mutationFn: () => go.session.Close() })
}
