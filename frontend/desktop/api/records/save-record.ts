import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Writes one record to a file that the person chooses; '' where they chose none. */
export function useSaveRecord() {
  return useMutation({ mutationFn: (x: { id: string; record: string; name: string }) => go.records.Save(x.id, x.record, x.name) })
}
