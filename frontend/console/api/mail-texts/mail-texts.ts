import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { MailPreviews, MailTexts, MailTextsRequest, MailWords, VersionRequest } from '../types'

const key = ['mail-texts']

export function useMailTexts() {
  return useQuery({ queryKey: key, queryFn: () => ask<MailTexts>('GET', '/mail-texts') })
}

/** Texts with made-up data, asked anew with each change of them. */
export function useMailPreviews(words: MailWords[]) {
  return useQuery({
    queryKey: ['mail-previews', words],
    queryFn: async () => (await ask<MailPreviews>('POST', '/mail-texts/effects', { words })).previews,
    enabled: words.length > 0,
    placeholderData: before => before,
  })
}

type Step = { step: 'propose'; body: MailTextsRequest } | { step: 'confirm' | 'refuse'; body: VersionRequest }

/** One step of the register; the answer is the register as it is then. */
export function useKeepMailTexts() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: Step) => ask<MailTexts>('POST', step === 'propose' ? '/mail-texts' : `/mail-texts/${step}`, body),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData(key, answer)
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}
