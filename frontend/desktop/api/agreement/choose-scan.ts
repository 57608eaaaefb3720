import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Asks for the scanned paper; "" when the dialog was closed. */
export function useChooseScan() {
  return useMutation({ mutationFn: () => go.agreement.ChooseScan() })
}
