import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The imports into a case, the newest first. */
export function useImports(id: string) {
  return useQuery({ queryKey: keys.imports(id), queryFn: () => go.records.Imports(id) })
}
