import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Asks for a place and writes the kit there; "" when the dialog was closed. */
export function useSaveKit() {
  return useMutation({ mutationFn: () => go.session.SaveKit() })
}
