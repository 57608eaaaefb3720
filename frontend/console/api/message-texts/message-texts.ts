import { useQuery } from '@tanstack/react-query'
import { caseKey } from '../cases/get-case'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { CaseTexts, MessageTexts, MessageTextsRequest } from '../types'

const key = ['message-texts']

export function useMessageTexts() {
  return useQuery({ queryKey: key, queryFn: () => ask<MessageTexts>('GET', '/message-texts') })
}

/** One step of the register; the answer is the register as it is then. */
export function useKeepMessageTexts() {
  return useKeepRegister<MessageTexts, MessageTextsRequest>(key, '/message-texts', [['case']])
}

/** The texts, with what a case fills in. */
export function useCaseTexts(id: string) {
  return useQuery({ queryKey: [...caseKey(id), 'texts'], queryFn: () => ask<CaseTexts>('GET', `/cases/${id}/texts`) })
}
