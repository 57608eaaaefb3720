import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'

// Lists keep their place when one returns. It lives beside the cases themselves,
// in memory, and goes with them when the vault locks.
const key = ['list-place']

export function useListPlace(): [string, (id: string) => void] {
  const client = useQueryClient()
  const remember = useCallback((id: string) => client.setQueryData(key, id), [client])
  return [client.getQueryData<string>(key) ?? '', remember]
}
