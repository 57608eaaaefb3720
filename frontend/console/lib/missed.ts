import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

const key = ['missed']

/**
 * Takes what an author said was missing to the list of what cases are looked through
 * for, as an entry to be proposed. The words go by memory: an address and its state
 * stand in the browser's history.
 */
export function useProposeMissed() {
  const client = useQueryClient()
  const go = useNavigate()
  return (words: string) => {
    client.setQueryData(key, words)
    void go('/material-checks')
  }
}

/** The words that a page was led to with; once. */
export function useMissed(): string {
  const client = useQueryClient()
  const [words] = useState(() => client.getQueryData<string>(key) ?? '')
  if (words) queueMicrotask(() => client.removeQueries({ queryKey: key }))
  return words
}
