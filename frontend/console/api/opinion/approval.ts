import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { AnswerRequest, Approval, Comments, Opinion, RemarkRequest, TickRequest } from '../types'
import { opinionKey } from './get-opinion'

const key = (id: string) => ['approval', id] as const

/** What this person has to tick of the version that is with this person, and what is kept to be said to its author. */
export function useApproval(id: string, enabled: boolean) {
  return useQuery({ queryKey: key(id), queryFn: () => ask<Approval>('GET', `/cases/${id}/approval`), enabled, gcTime: 0 })
}

type Step = { tick: string; body: TickRequest } | { keep: string; body: RemarkRequest } | { remove: string; sha256: string }

/** One step of an approval: a tick, a comment that is kept or removed. The answer is the approval as it is then. */
export function useApprovalStep(id: string) {
  const client = useQueryClient()
  const at = `/cases/${id}/approval`
  return useMutation({
    // One after the other: of two answers the later one stands.
    scope: { id: at },
    mutationFn: (s: Step) =>
      'tick' in s
        ? ask<Approval>('PUT', `${at}/checks/${s.tick}`, s.body)
        : 'keep' in s
          ? ask<Approval>('PUT', `${at}/comments/${s.keep}`, s.body)
          : ask<Approval>('DELETE', `${at}/comments/${s.remove}?sha256=${s.sha256}`),
    onMutate: () => client.cancelQueries({ queryKey: key(id) }),
    onSuccess: answer => {
      // One that is on its way already says more.
      if (client.isMutating({ mutationKey: key(id) }) <= 1) client.setQueryData(key(id), answer)
    },
    onError: () => void client.invalidateQueries({ queryKey: key(id) }),
    mutationKey: key(id),
  })
}

/** What the author says to a comment. The draft and what is typed in it stay as they are. */
export function useAnswerComment(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ comment, body }: { comment: string; body: AnswerRequest }) => ask<Comments>('PUT', `/cases/${id}/opinion/comments/${comment}`, body),
    onSuccess: ({ comments }) => client.setQueryData<Opinion>(opinionKey(id), o => o && { ...o, comments }),
  })
}
