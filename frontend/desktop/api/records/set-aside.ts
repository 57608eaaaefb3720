import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** What an import did not take is not needed; the reason stays with the case. */
export function useSetAside() {
  return useMutation({ mutationFn: ({ id, unfinished, reason }: { id: string; unfinished: string; reason: string }) => go.records.SetAside(id, unfinished, reason) })
}
