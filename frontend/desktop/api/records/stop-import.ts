import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Stops reading; what was read is kept. */
export function useStopImport() {
  return useMutation({ mutationFn: (id: string) => go.records.Stop(id) })
}
