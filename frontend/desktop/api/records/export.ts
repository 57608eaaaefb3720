import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Writes every record, original bytes, to a folder that is asked for. */
export function useExportRecords() {
  return useMutation({ mutationFn: (id: string) => go.records.Export(id) })
}
