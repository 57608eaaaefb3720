import { useInfiniteQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** An import's report, read in parts: half a million files are never here at once. */
export function useImportFiles(id: string, imported: string, outcome: string) {
  return useInfiniteQuery({
    queryKey: keys.importFiles(id, imported, outcome),
    queryFn: ({ pageParam }) => go.records.ImportFiles(id, imported, outcome, pageParam),
    initialPageParam: 0,
    getNextPageParam: last => (last.next < 0 ? undefined : last.next),
    enabled: imported !== '',
  })
}
