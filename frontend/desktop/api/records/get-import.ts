import { useQuery } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** A running or ended import; events keep it current. */
export function useImport(id: string) {
  return useQuery({ queryKey: keys.import(id), queryFn: () => go.records.State(id) })
}
