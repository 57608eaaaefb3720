import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What went to and fro between the clinic and OSO about a case. */
export function useMessages(id: string) {
  return useQuery({ queryKey: keys.messages(id), queryFn: () => go.cases.Messages(id) })
}

/** Writes to OSO about a case; re is the message that it answers, or ''. */
export function useSay(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ re, text }: { re: string; text: string }) => go.cases.Say({ case: id, re, text }),
    onSuccess: list => client.setQueryData(keys.messages(id), list),
  })
}
