import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'
import type { Paper } from '../paper'

/** Asks for a place and writes the agreement there, to be signed with a pen; "" when the dialog was closed. */
export function useSaveSheet(id: string) {
  return useMutation({ mutationFn: (paper: Paper) => go.agreement.SaveSheet(id, paper) })
}
