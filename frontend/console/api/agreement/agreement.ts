import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { AgreementEffects, AgreementText, AgreementTextRequest, AgreementTexts } from '../types'

const key = ['agreement']

/** The text that patients sign. */
export function useAgreementTexts() {
  return useQuery({ queryKey: key, queryFn: () => ask<AgreementTexts>('GET', '/agreement') })
}

/** One step of the register; cases say under which text they were signed. */
export function useKeepAgreement() {
  return useKeepRegister<AgreementTexts, AgreementTextRequest>(key, '/agreement', [['case']])
}

/** What another text would bring: what it lacks is a fault. null: nothing is asked. */
export function useAgreementEffects(text: AgreementText | null) {
  return useQuery({
    queryKey: ['/agreement/effects', text],
    queryFn: () => ask<AgreementEffects>('POST', '/agreement/effects', { text }),
    enabled: text !== null,
    placeholderData: before => before,
    retry: false,
  })
}
