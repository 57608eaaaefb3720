import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { MailPreviews, MailTexts, MailTextsRequest, MailWords } from '../types'

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

/** One step of the register; the answer is the register as it is then. */
export function useKeepMailTexts() {
  return useKeepRegister<MailTexts, MailTextsRequest>(key, '/mail-texts')
}
